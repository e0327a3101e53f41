"""The `evener` command. Each subcommand is a module, imported when it is called: `evener --help` is quick."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from evener import __version__
from evener.cli.frame import load_django


@dataclass(frozen=True, slots=True)
class Later:
    """A command in `module` (its `app`), and its line in the help. `light`: it loads Django itself, or not at all."""

    module: str
    help: str
    light: bool = False


COMMANDS = {
    "up": Later("evener.cli.up", "Serve Evener: set the database up, run the pages and the jobs.", light=True),
    "demo": Later("evener.cli.demo", "Serve a sample company to look around in.", light=True),
    "init": Later("evener.cli.init", "Set Evener up: the organisation and its first admin."),
    "link": Later("evener.cli.link", "Make a one-time link that signs somebody in."),
    "import": Later("evener.cli.import_", "Bring in data from other systems."),
    "forecast": Later("evener.cli.forecast", "Say what is forecast of open deals, or forecast anew."),
    "pov": Later("evener.cli.pov", "Write the point of view of a deal as a PDF."),
    "export": Later("evener.cli.export", "Write everything as CSV and JSON into a folder."),
    "backup": Later("evener.cli.backup", "Write a backup that can be restored, while Evener runs."),
    "restore": Later("evener.cli.restore", "Replace everything by what a backup holds, while Evener runs."),
    "doctor": Later("evener.cli.doctor", "Check the installation and say what to mend."),
    "jobs": Later("evener.cli.jobs", "Run background jobs in a process of their own."),
    "plain": Later("evener.cli.plain", "Say how hard texts are to read, and what to put more plainly.", light=True),
    "backtest": Later("evener.cli.backtest", "Hold predictions against what happened.", light=True),
}


class Commands(TyperGroup):
    """Knows its commands by name and loads one when it is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | None:
        return load(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, later.help) for name, later in COMMANDS.items()])


def load(name: str) -> Any:
    """The command itself."""
    later = COMMANDS[name]
    if not later.light:
        load_django()
    command = get_command(import_module(later.module).app)
    command.name = name
    return command


app = typer.Typer(
    cls=Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def show_version(value: bool) -> None:  # noqa: FBT001 - typer calls it so
    if value:
        typer.echo(__version__)
        raise typer.Exit


@app.callback(no_args_is_help=True)
def evener(
    version: bool = typer.Option(False, "--version", callback=show_version, is_eager=True, help="Say which version."),  # noqa: FBT001, FBT003 - typer's way
) -> None:
    """Where the people who sell a technical product and the people who build it work a deal together.

    Settings come from the environment: see docs/settings.md. Exit codes: 0 good, 1 failed, 2 wrong use.
    """


def main() -> None:
    app(prog_name="evener")
