// What of Apache ECharts goes into vendor/echarts.min.js; built by tools/vendor.py. Only what evener/charts.js draws with.
import * as core from "echarts/core";
import { BarChart, CustomChart, LineChart, SankeyChart, ScatterChart } from "echarts/charts";
import { GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { LabelLayout } from "echarts/features";
import { SVGRenderer } from "echarts/renderers";

core.use([
  BarChart, CustomChart, LineChart, SankeyChart, ScatterChart,
  GridComponent, MarkLineComponent, TooltipComponent, LabelLayout, SVGRenderer,
]);

export const { init } = core;
