"""Starts a real worker for the tests, from the jar of the build."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Optional

ROOT = Path(__file__).resolve().parents[3]
JAR = Path(os.environ.get("RUNFOLIO_JAR", ROOT / "target" / "runfolio.jar"))
PICTURE = ROOT / "samples" / "media" / "bloom_a.png"
_ADDRESS = re.compile(r"the API and the gallery are at (http://\S+?)/ ")


class Worker:
    """A worker with HTTP on a free port. Its source root is the folder ``renders``."""

    def __init__(self, *settings: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="runfolio-client-")
        self.root = Path(self._folder.name).resolve()
        self.inbox = self.root / "inbox"
        self.outputs = self.root / "outputs"
        self.renders = self.root / "renders"
        self.renders.mkdir()
        fixed = (
            f"runfolio.source-roots={self.renders}",
            "runfolio.poll-interval=50ms",
            "runfolio.http.port=0",
            "runfolio.http.management-port=0",
        )
        command = ["java", "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", str(JAR)]
        command += ["worker", "--http", "--inbox", str(self.inbox), "--outputs", str(self.outputs)]
        for setting in (*fixed, *settings):
            command += ["--set", setting]
        self._process = subprocess.Popen(
            command, cwd=self.root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        self._found = threading.Event()
        self._lines: list[str] = []
        self._url: Optional[str] = None
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._found.wait(60) or self._url is None:
            log = "".join(self._lines)
            self.close()
            raise AssertionError("the worker did not start:\n" + log)
        self.url: str = self._url

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._lines.append(line)
            match = _ADDRESS.search(line)
            if match:
                self._url = match.group(1)
                self._found.set()
        self._found.set()

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(30)
        self._reader.join(5)
        assert self._process.stderr is not None
        self._process.stderr.close()
        self._folder.cleanup()
