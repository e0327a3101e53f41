"""The environment variables Evener reads: every one is `EVENER_<NAME>`, and each also as `EVENER_<NAME>_FILE`.

A `_FILE` variable names a file that holds the value (secrets mounted by an orchestrator). Setting both is refused:
nobody could tell which one was meant.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic import Field
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "EVENER_"


class FileSource(PydanticBaseSettingsSource):
    """Reads `EVENER_<NAME>_FILE`: the value is the file's text without its last line break."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        variable = f"{PREFIX}{field_name.upper()}"
        path = os.environ.get(f"{variable}_FILE")
        if path is None:
            return None, field_name, False
        if variable in os.environ:
            raise ValueError(f"Set {variable} or {variable}_FILE, not both.")
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n"), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {}
        for name, field in self.settings_cls.model_fields.items():
            value, key, _ = self.get_field_value(field, name)
            if value is not None:
                found[key] = value
        return found


class Env(BaseSettings):
    """One field per variable. `docs/settings.md` repeats this table; a test compares the two."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore")

    data_dir: Path = Field(Path("data"), description="Folder for the database, uploads, exports and the secret key.")
    database_url: str = Field("", description="PostgreSQL as postgresql://user:password@host:port/name; empty: SQLite.")
    secret_key: str = Field("", description="Signs sessions and links; empty: made once and kept in the data folder.")
    base_url: str = Field("", description="Address people use, for links in mail: https://evener.example.com.")
    allowed_hosts: str = Field(
        "", description="Host names answered to, comma separated; empty: base_url's and this machine."
    )
    trust_proxy: bool = Field(False, description="Believe X-Forwarded-Proto and X-Forwarded-For of one proxy in front.")
    debug: bool = Field(False, description="Developer pages with stack traces. Never on a machine others can reach.")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    language: str = Field("en", description="Language for people who have not chosen one.")
    time_zone: str = Field("UTC", description="Time zone for people who have not chosen one.")
    email_url: str = Field("", description="smtp://user:password@host:port; empty: mail is written to the log.")
    email_from: str = Field("evener@localhost", description="Sender of mail.")
    host: str = Field("127.0.0.1", description="Address `evener up` listens on.")
    port: int = Field(0, description="Port `evener up` listens on; 0: the first free one from 8000.")
    threads: int = Field(4, ge=1, le=64, description="Blocking threads of the server.")
    jobs_in_server: bool = Field(True, description="Run background jobs in a thread of the server.")
    max_upload_mb: int = Field(50, ge=1, description="Largest file taken, in megabytes.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings, env_settings, FileSource(settings_cls))
