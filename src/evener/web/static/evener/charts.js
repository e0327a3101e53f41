// Draws the pictures whose numbers pages/charts.py wrote into the page. The table beside each says the same without it.
// Everything is drawn as SVG by attributes and the DOM: no markup, style or code is made from text.
(() => {
  "use strict";
  const language = document.documentElement.lang || "en";
  const drawn = new Map();
  const TONES = {
    ok: "--ok-mark", danger: "--danger-mark", warn: "--warn-mark", info: "--info-mark", accent: "--accent-fill",
    calm: "--calm-mark", rest: "--line-2", ink: "--ink-2", text: "--ink", faint: "--ink-3", line: "--line",
    ground: "--surface", raised: "--raised", edge: "--line-2",
  };

  // The sheet's colours as the browser resolves them, in the theme it shows now.
  function colours(place) {
    const probe = document.createElement("span");
    place.append(probe);
    const found = {};
    for (const [tone, name] of Object.entries(TONES)) {
      probe.style.color = `var(${name})`;
      found[tone] = getComputedStyle(probe).color;
    }
    probe.remove();
    return found;
  }

  const number = (options) => {
    const format = new Intl.NumberFormat(language, options);
    return (value) => format.format(value);
  };
  const plain = number({ maximumFractionDigits: 1 });
  const share = number({ style: "percent", maximumFractionDigits: 0 });
  const finely = number({ style: "percent", maximumFractionDigits: 1 });

  // `long` for tooltips, `short` for axes.
  function words(unit) {
    if (unit?.kind === "share") return { long: finely, short: share };
    if (unit?.kind === "money") {
      const money = { style: "currency", currency: unit.currency };
      return {
        long: number({ ...money, maximumFractionDigits: 0 }),
        short: number({ ...money, notation: "compact", maximumFractionDigits: 1 }),
      };
    }
    return { long: plain, short: number({ notation: "compact", maximumFractionDigits: 1 }) };
  }

  const axis = (paint, more) => ({
    axisLine: { lineStyle: { color: paint.edge } },
    axisTick: { show: false },
    axisLabel: { color: paint.faint, fontSize: 11, hideOverlap: true, ...more?.axisLabel },
    splitLine: { lineStyle: { color: paint.line } },
    nameTextStyle: { color: paint.faint, fontSize: 11 },
    ...Object.fromEntries(Object.entries(more ?? {}).filter(([name]) => name !== "axisLabel")),
  });

  const frame = (paint, more) => ({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: 16, top: 20, bottom: 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    ...more,
    tooltip: {
      // Drawn as SVG text: a tooltip of HTML would bring style attributes the policy refuses.
      renderMode: "richText", confine: true, backgroundColor: paint.raised, borderColor: paint.edge, borderWidth: 1,
      textStyle: { color: paint.text, fontSize: 12, lineHeight: 18 },
      axisPointer: { type: "line", lineStyle: { color: paint.faint }, label: { show: false } },
      ...more.tooltip,
    },
  });

  // A line from low to high with short ends; `upright` where the values stand on the vertical axis.
  function whisker(api, place, low, high, paint, { upright = true, width = 1.5, end = 4 } = {}) {
    const from = upright ? api.coord([place, low]) : api.coord([low, place]);
    const to = upright ? api.coord([place, high]) : api.coord([high, place]);
    const across = ([x, y]) => (upright ? { x1: x - end, x2: x + end, y1: y, y2: y } : { x1: x, x2: x, y1: y - end, y2: y + end });
    const style = { stroke: paint, lineWidth: width };
    return {
      type: "group",
      children: [
        { type: "line", shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] }, style },
        { type: "line", shape: across(from), style },
        { type: "line", shape: across(to), style },
      ],
    };
  }

  // How many places lie one after the other before the last.
  function deepest(links) {
    const depths = new Map();
    const depth = (place) => {
      if (!depths.has(place)) depths.set(place, Math.max(0, ...links.filter(([, to]) => to === place).map(([from]) => depth(from) + 1)));
      return depths.get(place);
    };
    return Math.max(0, ...links.map(([, to]) => depth(to)));
  }

  const KINDS = {
    fan(data, paint) {
      const { long, short } = words(data.unit);
      const single = data.labels.length < 2;
      const flat = { type: "line", symbol: "none", lineStyle: { width: 0 }, silent: true, stack: "range", stackStrategy: "all" };
      return frame(paint, {
        xAxis: axis(paint, { type: "category", data: data.labels }),
        yAxis: axis(paint, { type: "value", min: 0, axisLabel: { formatter: short } }),
        tooltip: {
          trigger: "axis",
          formatter: ([first]) => {
            const at = first.dataIndex;
            const lines = [
              data.labels[at],
              `${data.words.middle}: ${long(data.middle[at])}`,
              `${data.words.range}: ${long(data.low[at])} – ${long(data.high[at])}`,
              `${data.words.won}: ${long(data.won[at])}`,
            ];
            for (const mark of data.marks) if (mark.values[at] != null) lines.push(`${mark.name}: ${long(mark.values[at])}`);
            return lines.join("\n");
          },
        },
        series: [
          { ...flat, data: data.low },
          { ...flat, data: data.high.map((high, at) => high - data.low[at]), areaStyle: { color: paint.accent, opacity: 0.22 } },
          { type: "bar", data: data.won, barMaxWidth: 28, barWidth: "38%", itemStyle: { color: paint.ok, opacity: 0.85 } },
          {
            type: "custom", data: data.labels.map((_, at) => [at, data.low[at], data.high[at]]), silent: true, z: 4,
            renderItem: (_, api) => whisker(api, api.value(0), api.value(1), api.value(2), paint.accent, { width: single ? 2 : 1, end: single ? 10 : 3 }),
          },
          {
            type: "line", data: data.middle, symbol: "circle", symbolSize: 7, z: 5,
            lineStyle: { color: paint.accent, width: 2 }, itemStyle: { color: paint.accent, borderColor: paint.ground, borderWidth: 1 },
          },
          ...data.marks.map((mark, at) => ({
            type: "scatter", data: mark.values, symbol: ["diamond", "triangle", "emptyCircle"][at], symbolSize: [12, 11, 10][at], z: 6,
            itemStyle: { color: paint.ink, borderColor: paint.ground, borderWidth: 1 },
          })),
        ],
      });
    },

    curves(data, paint) {
      const last = data.days[data.days.length - 1];
      // The edges of the stack are dashed differently, so that areas can be told apart without colour.
      const dashes = ["solid", [6, 3], [2, 2], "solid"];
      return frame(paint, {
        xAxis: axis(paint, {
          type: "value", min: data.days[0], max: last, splitLine: { show: false }, name: data.words.axis, nameLocation: "middle", nameGap: 26,
        }),
        grid: { left: 8, right: 20, top: 24, bottom: 26, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
        yAxis: axis(paint, { type: "value", min: 0, max: 1, axisLabel: { formatter: share } }),
        tooltip: {
          trigger: "axis",
          formatter: ([first]) => {
            const at = first.dataIndex;
            const lines = [...data.areas].reverse().map((area) => `${area.name}: ${finely(area.shares[at])}`);
            return [data.words.day.replace("{day}", plain(data.days[at])), ...lines].join("\n");
          },
        },
        series: data.areas.map((area, at) => ({
          name: area.name, type: "line", step: "end", stack: "all", symbol: "none", showSymbol: false,
          data: data.days.map((day, i) => [day, area.shares[i]]),
          lineStyle: { color: paint[area.tone], width: 1.5, type: dashes[at % dashes.length] },
          itemStyle: { color: paint[area.tone] },
          areaStyle: { color: paint[area.tone], opacity: area.tone === "rest" ? 0.25 : 0.55 },
          markLine: at ? undefined : {
            silent: true, symbol: "none", lineStyle: { color: paint.ink, type: "dashed" },
            label: { color: paint.ink, fontSize: 11, formatter: ({ name }) => name, textBorderColor: paint.ground, textBorderWidth: 2 },
            data: data.deadlines.map(({ day, name }) => ({ name, xAxis: day })),
          },
        })),
      });
    },

    reliability(data, paint) {
      const most = Math.max(1, ...data.bands.map((band) => band[4]));
      return frame(paint, {
        xAxis: axis(paint, { type: "value", min: 0, max: 1, axisLabel: { formatter: share }, name: data.words.said, nameLocation: "middle", nameGap: 26 }),
        yAxis: axis(paint, { type: "value", min: 0, max: 1, axisLabel: { formatter: share }, name: data.words.happened, nameGap: 12, nameTextStyle: { color: paint.faint, fontSize: 11, align: "left" } }),
        grid: { left: 8, right: 24, top: 36, bottom: 28, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
        tooltip: {
          trigger: "item",
          formatter: ({ value }) => [
            `${data.words.said}: ${finely(value[0])}`, `${data.words.happened}: ${finely(value[1])}`,
            `${data.words.range}: ${share(value[2])} – ${share(value[3])}`, `${data.words.count}: ${plain(value[4])}`,
          ].join("\n"),
        },
        series: [
          { type: "line", data: [[0, 0], [1, 1]], symbol: "none", silent: true, lineStyle: { color: paint.faint, type: "dashed", width: 1 } },
          {
            type: "custom", data: data.bands, silent: true,
            renderItem: (_, api) => whisker(api, api.value(0), api.value(2), api.value(3), paint.accent),
          },
          {
            type: "scatter", data: data.bands, symbolSize: (band) => 7 + 11 * Math.sqrt(band[4] / most), z: 3,
            itemStyle: { color: paint.accent, borderColor: paint.ground, borderWidth: 1 },
          },
          {
            // How many: above the end of each interval, where no other point lies.
            type: "scatter", data: data.bands.map((band) => [band[0], band[3], band[4]]), symbolSize: 1, silent: true, z: 4,
            label: { show: true, position: "top", formatter: ({ value }) => plain(value[2]), color: paint.ink, fontSize: 11, textBorderColor: paint.ground, textBorderWidth: 2 },
            labelLayout: { hideOverlap: true },
          },
        ],
      });
    },

    flow(data, paint, width) {
      const narrow = width < 480;
      return frame(paint, {
        tooltip: {
          trigger: "item",
          formatter: ({ dataType, data: item, value, name }) => (dataType === "edge"
            ? `${item.source} → ${item.target}: ${plain(item.value)}` : `${name}: ${plain(value)}`),
        },
        series: [{
          type: "sankey", left: 4, right: narrow ? 96 : 150, top: 8, bottom: 8, nodeWidth: 12, nodeGap: 12, draggable: false,
          emphasis: { focus: "adjacency" }, layoutIterations: 32,
          data: data.places.map(({ name, tone }) => ({ name, itemStyle: { color: paint[tone], borderWidth: 0 } })),
          links: data.links.map(([source, target, value]) => ({ source, target, value })),
          lineStyle: { color: "target", opacity: 0.32, curveness: 0.5 },
          label: {
            color: paint.text, fontSize: narrow ? 10 : 12, width: narrow ? 88 : 140, overflow: "truncate",
            formatter: ({ name, value }) => `${name} ${plain(value)}`, textBorderColor: paint.ground, textBorderWidth: 2,
          },
          // On a phone the names of the places on the way stand upright, as they would lie on each other.
          levels: narrow ? [...Array(deepest(data.links)).keys()].map((depth) => ({ depth, label: { rotate: 90, width: 140, position: "right" } })) : [],
        }],
      });
    },

    bars(data, paint, width) {
      const { long, short } = words(data.unit);
      const row = (at) => data.rows[at];
      const most = Math.max(...data.rows.map(({ value, high }) => Math.max(value, high ?? 0)), data.line?.value ?? 0);
      return frame(paint, {
        yAxis: axis(paint, {
          type: "category", inverse: true, data: data.rows.map(({ label }) => label), splitLine: { show: false },
          // Each name stands above its bar, so that bars are as long on a phone as the page is wide.
          axisLabel: {
            inside: true, margin: 0, padding: [0, 0, 30, 0], align: "left", interval: 0, hideOverlap: false,
            width: width - 24, overflow: "truncate", color: paint.text, fontSize: 12,
            formatter: (label, at) => (row(at).note ? `${label}  {note|${row(at).note}}` : label),
            rich: { note: { color: paint.faint, fontSize: 11 } },
          },
          z: 5,
        }),
        xAxis: axis(paint, {
          type: "value", min: 0, max: data.unit.kind === "share" ? Math.min(1, Math.ceil(most * 10) / 10 || 0.1) : undefined,
          axisLabel: { formatter: short },
        }),
        tooltip: {
          trigger: "item",
          formatter: ({ dataIndex }) => {
            const { label, note, value, low, high } = row(dataIndex);
            const lines = [note ? `${label} (${note})` : label, long(value)];
            if (low != null) lines.push(`${data.words.range}: ${long(low)} – ${long(high)}`);
            return lines.join("\n");
          },
        },
        series: [
          {
            type: "bar", barWidth: 12, data: data.rows.map(({ value, tone }) => ({ value, itemStyle: { color: paint[tone], opacity: 0.75, borderRadius: [0, 2, 2, 0] } })),
            markLine: data.line ? {
              silent: true, symbol: "none", lineStyle: { color: paint.ink, type: "dashed" }, label: { show: false }, data: [{ xAxis: data.line.value }],
            } : undefined,
          },
          {
            type: "custom", silent: true, z: 4, encode: { x: [1, 2], y: 0 },
            data: data.rows.flatMap(({ low, high }, at) => (low == null ? [] : [[at, low, high]])),
            renderItem: (_, api) => whisker(api, api.value(0), api.value(1), api.value(2), paint.text, { upright: false }),
          },
        ],
      });
    },
  };

  const widths = new WeakMap();
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) if (target.clientWidth !== widths.get(target)) paint(target.closest("[data-chart]"));
  });

  function paint(figure) {
    const place = figure.querySelector(".chart-picture");
    sizes.observe(place);
    widths.set(place, place.clientWidth);
    if (!place.clientWidth) return; // not shown yet; the observer says when
    const data = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
    if (figure.dataset.chart === "bars") place.style.blockSize = `${data.rows.length * 44 + 44}px`;
    if (!drawn.has(place)) drawn.set(place, echarts.init(place, null, { renderer: "svg" }));
    const chart = drawn.get(place);
    chart.resize();
    chart.setOption(KINDS[figure.dataset.chart](data, colours(figure), place.clientWidth), { notMerge: true });
  }

  function all() {
    for (const [place, chart] of drawn) {
      if (place.isConnected) continue;
      sizes.unobserve(place);
      chart.dispose();
      drawn.delete(place);
    }
    for (const figure of document.querySelectorAll("[data-chart]")) paint(figure);
  }

  new MutationObserver(all).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
  document.addEventListener("htmx:after:swap", all);
  all();
})();
