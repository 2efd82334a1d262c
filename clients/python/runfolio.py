"""Client for Runfolio: reports the runs of an image or video generator.

One file, standard library only, Python 3.9 or newer. Copy it next to your code, or put this folder on PYTHONPATH.

    import runfolio

    with runfolio.Run("flux-dev", prompt="A lighthouse at dawn", options={"seed": 42}) as run:
        generate("lighthouse.png")
        run.add_output("lighthouse.png")
    print(run.event_id)

The run goes to ``to=``: a queue folder (``Inbox`` or its path) or a server (``Client`` or its URL). Without ``to``
the environment decides: RUNFOLIO_URL with RUNFOLIO_TOKEN, else RUNFOLIO_INBOX.
"""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import datetime
import hashlib
import http.client
import json
import logging
import mimetypes
import os
import random
import ssl
import time
import types
import urllib.parse
import uuid
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any, Callable, Optional, Protocol, Union

__all__ = [
    "Asset",
    "Client",
    "EventState",
    "Inbox",
    "Receipt",
    "RefusedError",
    "Retry",
    "Run",
    "RunfolioError",
    "Target",
    "UnavailableError",
    "target",
]

__version__ = "1"

PathLike = Union[str, "os.PathLike[str]"]
Json = dict[str, Any]

_log = logging.getLogger("runfolio")

_BLOCK = 1 << 20
_MAX_ANSWER = 64 << 20
_MAX_KEY = 200
_UNKNOWN = 10.0
_MAX_TEXT = 10_000
_MAX_NAMED = 200
_MAX_DEPTH = 50
_MAX_FORM_FILES = 100
_TRANSIENT = frozenset({408, 423, 425, 429, 500, 502, 503, 504})
_TUS = {"Tus-Resumable": "1.0.0"}
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_KINDS = ("image", "video", "audio", "text")
_SUFFIXES = {
    ".avif": "image",
    ".exr": "image",
    ".heic": "image",
    ".jxl": "image",
    ".webp": "image",
    ".m4v": "video",
    ".mkv": "video",
    ".mov": "video",
    ".webm": "video",
    ".flac": "audio",
    ".opus": "audio",
    ".json": "text",
    ".md": "text",
}


class RunfolioError(Exception):
    """Base class of this module's errors."""


class RefusedError(RunfolioError):
    """The server refused a request or an event. Trying again does not help.

    ``status`` is the HTTP status (0 for an event that the worker refused), ``code`` the error code of Runfolio, and
    ``fields`` lists the invalid fields.
    """

    def __init__(self, message: str, status: int = 0, code: str = "", fields: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.fields = list(fields)


class UnavailableError(RunfolioError):
    """The server was not reached, or stayed unavailable, within the limits of ``Retry``."""


@dataclasses.dataclass(frozen=True)
class Retry:
    """Limits for repeated requests. Waits double from ``first`` to ``longest`` seconds, with jitter.

    A longer ``Retry-After`` of the server is respected. No attempt starts later than ``total`` seconds after the
    first one.
    """

    attempts: int = 6
    first: float = 0.5
    longest: float = 15.0
    total: float = 120.0

    def __post_init__(self) -> None:
        if self.attempts < 1:
            raise ValueError(f"Retry.attempts must be at least 1, but is {self.attempts}")

    def wait(self, failed: int, asked: float) -> float:
        """Returns the seconds to wait after a number of failed attempts."""
        own = min(self.longest, self.first * 2.0 ** (failed - 1))
        return max(asked, own * (0.5 + random.random() / 2))


@dataclasses.dataclass(frozen=True)
class Receipt:
    """Where an accepted event is: its identity and the name of its file in the queue folder."""

    event_id: str
    file: str


@dataclasses.dataclass(frozen=True)
class EventState:
    """State of an event: ``waiting``, ``fetching``, ``working``, ``bundled`` (then ``run_id``) or ``refused``."""

    event_id: str
    state: str
    run_id: Optional[str] = None
    error: Optional[Json] = None


@dataclasses.dataclass(frozen=True)
class Asset:
    """An input or output of a run: a path, a URL or bytes."""

    source: Union[Path, str, bytes]
    kind: str
    role: str
    filename: str
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    source_url: Optional[str] = None

    def event(self, source_path: str) -> Json:
        """Returns the asset as the event names it."""
        found: Json = {
            "kind": self.kind,
            "source_path": source_path,
            "role": self.role,
            "original_filename": self.filename,
        }
        if self.source_url:
            found["source_url"] = self.source_url
        if self.tags:
            found["tags"] = list(self.tags)
        if self.metadata:
            found["metadata"] = dict(self.metadata)
        return found


class Target(Protocol):
    """Where runs go: ``Inbox`` and ``Client`` are targets."""

    def send(self, event: Json, inputs: list[Asset], outputs: list[Asset]) -> Receipt:
        """Adds the assets to the event and delivers it. Durable when it returns."""
        ...


class Inbox:
    """Queue folder of a worker on the same disk or share.

    ``paths`` replaces the beginning of paths where the worker sees the same files elsewhere, such as
    ``{"/mnt/renders": "/data/renders"}``. ``media`` is a folder below the worker's source roots for outputs that are
    bytes; without it only paths and URLs are accepted.
    """

    def __init__(
        self, folder: PathLike, *, paths: Optional[Mapping[str, str]] = None, media: Optional[PathLike] = None
    ) -> None:
        self.folder = Path(folder)
        self._paths = sorted((paths or {}).items(), key=lambda pair: -len(pair[0]))
        self._media = Path(media).absolute() if media is not None else None

    def send(self, event: Json, inputs: list[Asset], outputs: list[Asset]) -> Receipt:
        return self.submit(_with_assets(event, inputs, outputs, self._source_path))

    def submit(self, event: Mapping[str, Any]) -> Receipt:
        """Writes an event: ``name.json.part``, flushed, then renamed to ``name.json``."""
        if not self.folder.is_dir():
            raise RunfolioError(f"the queue folder {self.folder} does not exist: start the worker, or correct the path")
        event = _with_key(event)
        name = f"python-{uuid.uuid4().hex}.json"
        _write(self.folder / name, json.dumps(event, ensure_ascii=True).encode("ascii"), part=".part")
        return Receipt(_identity(event), name)

    def _source_path(self, asset: Asset) -> str:
        if isinstance(asset.source, str):
            return asset.source
        if isinstance(asset.source, bytes):
            return self._mapped(self._stored(asset.source, asset.filename))
        return self._mapped(asset.source)

    def _stored(self, data: bytes, filename: str) -> Path:
        if self._media is None:
            raise RunfolioError(
                f"{filename} is in memory: write it to a file first, or give Inbox a folder with media="
            )
        self._media.mkdir(parents=True, exist_ok=True)
        path = self._media / f"{uuid.uuid4().hex}_{PurePath(filename).name}"
        _write(path, data, part=".part")
        return path

    def _mapped(self, path: Path) -> str:
        text = str(path)
        for local, remote in self._paths:
            if text == local or text.startswith(local.rstrip("/\\") + os.sep):
                return remote.rstrip("/") + text[len(local.rstrip("/\\")) :].replace(os.sep, "/")
        return text


class Client:
    """HTTP API of a Runfolio server. A run that is sent to it brings its files along.

    Files of up to ``form_limit`` bytes together are sent in one form, larger ones by resumable uploads (tus 1.0). With
    ``shared=True`` nothing is uploaded: the worker reads the paths of the event itself.

    ``token`` needs the scope ``submit`` to send runs and ``read`` to search. ``timeout`` is the limit in seconds for
    one connection, answer or pause in an answer. Proxy settings of the environment are not used. Safe for use by
    several threads: each request has a connection of its own.
    """

    def __init__(
        self,
        url: str,
        token: Optional[str] = None,
        *,
        timeout: float = 60.0,
        retry: Retry = Retry(),
        tls: Optional[ssl.SSLContext] = None,
        shared: bool = False,
        form_limit: int = 32 << 20,
    ) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url} is not the URL of a server, such as http://127.0.0.1:8080")
        if parts.username or parts.password:
            raise ValueError("the URL of the server must not contain a user or a password: use token=")
        if token and parts.scheme == "http" and parts.hostname not in _LOCAL:
            _log.warning("the token is sent to %s without TLS: use https outside a private network", parts.hostname)
        self._host = parts.hostname
        self._port = parts.port
        self._prefix = parts.path.rstrip("/")
        self._tls = (tls or ssl.create_default_context()) if parts.scheme == "https" else None
        self._token = token
        self._timeout = timeout
        self._retry = retry
        self._shared = shared
        self._form_limit = form_limit

    def submit(self, event: Mapping[str, Any]) -> Receipt:
        """Sends an event whose files the worker can read itself. Sent again, it makes no second run."""
        event = _with_key(event)
        body = json.dumps(event, ensure_ascii=True).encode("ascii")
        headers = {"Content-Type": "application/json", **_key_header(event)}
        return _receipt(self._call("POST", "/v1/events", headers, _Body.of(body)))

    def send(self, event: Json, inputs: list[Asset], outputs: list[Asset]) -> Receipt:
        if self._shared:
            return self.submit(_with_assets(event, inputs, outputs, _shared_path))
        files = [asset for asset in (*inputs, *outputs) if not isinstance(asset.source, str)]
        if not files:
            return self.submit(_with_assets(event, inputs, outputs, _shared_path))
        if len(files) <= _MAX_FORM_FILES and sum(map(_size, files)) <= self._form_limit:
            return self._send_form(event, inputs, outputs, files)
        uploaded = {id(asset): self.upload(asset.source, asset.filename) for asset in files}
        named = _with_assets(event, inputs, outputs, lambda asset: uploaded.get(id(asset), str(asset.source)))
        return self.submit(named)

    def _send_form(self, event: Json, inputs: list[Asset], outputs: list[Asset], files: list[Asset]) -> Receipt:
        names = {id(asset): f"file{position}" for position, asset in enumerate(files, 1)}
        named = _with_assets(
            _with_key(event),
            inputs,
            outputs,
            lambda asset: f"part:{names[id(asset)]}" if id(asset) in names else str(asset.source),
        )
        boundary = uuid.uuid4().hex
        body = _form(boundary, named, [(names[id(asset)], asset) for asset in files])
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", **_key_header(named)}
        return _receipt(self._call("POST", "/v1/events", headers, body))

    def upload(self, source: Union[PathLike, bytes], filename: Optional[str] = None) -> str:
        """Uploads a file and returns ``upload:<id>``, which an event can have as ``source_path``.

        After a broken connection it goes on where the server has stopped. At the end the checksums are compared.
        """
        data = source if isinstance(source, bytes) else Path(source)
        name = filename or (data.name if isinstance(data, Path) else "file")
        length = _length(data)
        described = base64.b64encode(name.encode("utf-8")).decode("ascii")
        headers = {**_TUS, "Upload-Length": str(length), "Upload-Metadata": f"filename {described}"}
        created = self._call("POST", "/v1/uploads", headers, _Body.of(b""))
        path = urllib.parse.urlsplit(created.headers["location"]).path
        path = path[len(self._prefix) :] if self._prefix and path.startswith(self._prefix + "/") else path
        self._upload_rest(path, data, length)
        found = self._get(path)
        if found.get("sha256") != _sha256(data):
            raise RunfolioError(f"{name} arrived damaged, or has changed while it was sent: send it again")
        return str(found["sourcePath"])

    def _upload_rest(self, path: str, data: Union[Path, bytes], length: int) -> None:
        offset = 0
        failed = 0
        end = time.monotonic() + self._retry.total
        while offset < length:
            headers = {**_TUS, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
            # the server has not noticed yet that an earlier connection broke
            is_locked = False
            try:
                answer = self._once("PATCH", path, headers, _blocks(data, offset, length), None)
                is_locked = answer.status == 423
                if answer.status not in _TRANSIENT and answer.status != 409:
                    answer.checked()
            except (OSError, http.client.HTTPException) as error:
                _log.info("an upload broke off: %s", error or type(error).__name__)
            reached = int(self._call("HEAD", path, _TUS, None).headers["upload-offset"])
            if reached > offset:
                # the limits are for a server that does not get further
                failed = 0
                end = time.monotonic() + self._retry.total
            elif offset < length:
                failed += 1
                pause = self._retry.wait(failed, 0.0)
                if (failed >= self._retry.attempts and not is_locked) or time.monotonic() + pause > end:
                    raise UnavailableError(f"the upload does not get beyond {offset} of {length} bytes")
                time.sleep(pause)
            offset = reached

    def state(self, event_id: str) -> EventState:
        """Returns the state of an event. Raises RefusedError with status 404 if the server does not know it."""
        found = self._get("/v1/events/" + urllib.parse.quote(event_id, safe=""))
        return EventState(found["eventId"], found["state"], found.get("runId"), found.get("error"))

    def wait(self, event_id: str, timeout: float = 300.0) -> EventState:
        """Waits until the run of an event can be read.

        Raises RefusedError if the event is refused, TimeoutError after the time. A token without the scope ``read``
        waits until the event is bundled. An event in the queue folder may be unknown for a moment: RefusedError with
        status 404 follows after ten seconds.
        """
        begin = time.monotonic()
        end = begin + timeout
        pause = 0.1
        while True:
            try:
                state = self.state(event_id)
            except RefusedError as error:
                if error.status != 404 or time.monotonic() + pause > min(end, begin + _UNKNOWN):
                    raise
                state = EventState(event_id, "unknown")
            if state.state == "bundled" and self._is_listed(state.run_id or ""):
                return state
            if state.state == "refused":
                raise _refusal(state.error or {})
            if time.monotonic() + pause > end:
                raise TimeoutError(f"the event {event_id} is still {state.state} after {timeout:g} s")
            time.sleep(pause)
            pause = min(2.0, pause * 1.5)

    def _is_listed(self, run_id: str) -> bool:
        # the catalog follows the bundles within a second
        try:
            self.run(run_id)
            return True
        except RefusedError as error:
            if error.status == 403:
                return True
            if error.status == 404:
                return False
            raise

    def run(self, run_id: str) -> Json:
        """Returns a run, its artifacts and files."""
        return self._get("/v1/runs/" + urllib.parse.quote(run_id, safe=""))

    def start(
        self,
        template_id: str,
        intake: Mapping[str, Any],
        *,
        version: Optional[str] = None,
        key: Optional[str] = None,
    ) -> Json:
        """Starts a workflow run of a template, or orders a run from generators, and returns it.

        ``key`` identifies the request: sent again, it makes no second run. By default it is random. Raises
        RefusedError with status 422 and a sentence for each invalid field, or 402 above the budget.
        """
        body: Json = {"templateId": template_id, "intake": dict(intake)}
        if version is not None:
            body["templateVersion"] = version
        headers = {"Content-Type": "application/json", "Idempotency-Key": key or str(uuid.uuid4())}
        data = json.dumps(body, ensure_ascii=True).encode("ascii")
        return self._call("POST", "/v1/runs", headers, _Body.of(data)).json()

    def wait_run(self, run_id: str, timeout: float = 300.0) -> Json:
        """Waits until a run has ended or a gate waits for a decision (state ``review``), and returns it.

        Raises TimeoutError after the time.
        """
        end = time.monotonic() + timeout
        pause = 0.1
        while True:
            run = self.run(run_id)
            if run["state"] in ("completed", "failed", "cancelled", "review"):
                return run
            if time.monotonic() + pause > end:
                raise TimeoutError(f"the run {run_id} is still {run['state']} after {timeout:g} s")
            time.sleep(pause)
            pause = min(2.0, pause * 1.5)

    def artifact(self, artifact_id: str) -> Json:
        """Returns an artifact in its current state."""
        return self._get("/v1/artifacts/" + urllib.parse.quote(artifact_id, safe=""))

    def search(self, q: Optional[str] = None, *, limit: Optional[int] = None, **filters: Any) -> Iterator[Json]:
        """Returns artifacts, newest first, page by page.

        ``q`` has the words to find. Filters have the names of the API, such as ``model="flux"`` or
        ``tag=["a", "b"]``; the class is ``class_="video"``. ``limit`` ends the iteration.
        """
        query: list[tuple[str, str]] = [("q", q)] if q else []
        for name, value in filters.items():
            values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
            query += [(name.rstrip("_"), _query_text(item)) for item in values if item is not None]
        left = limit
        cursor: Optional[str] = None
        while left is None or left > 0:
            size = 200 if left is None else min(200, left)
            page = query + [("limit", str(size))] + ([("cursor", cursor)] if cursor else [])
            found = self._get("/v1/artifacts?" + urllib.parse.urlencode(page))
            yield from found["items"]
            cursor = found.get("nextCursor")
            left = None if left is None else left - len(found["items"])
            if not cursor:
                return

    def download(self, artifact_id: str, to: PathLike, view: str = "original") -> Path:
        """Saves a file of an artifact and returns its path.

        ``view`` is ``original``, ``web``, ``thumb``, ``poster``, ``raw.webp``, ``processed.webp``, ``raw.mp4`` or
        ``processed.mp4``. The file appears when it is complete.
        """
        quoted = urllib.parse.quote(artifact_id, safe="")
        target_path = Path(to)
        part = target_path.with_name(target_path.name + f".{uuid.uuid4().hex[:8]}.part")

        def save(answer: http.client.HTTPResponse) -> None:
            with open(part, "wb") as file:
                while True:
                    block = answer.read(_BLOCK)
                    if not block:
                        break
                    file.write(block)
            _check_whole(answer)

        try:
            self._call("GET", f"/v1/artifacts/{quoted}/content/{urllib.parse.quote(view)}", {}, None, save)
            os.replace(part, target_path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                part.unlink()
        return target_path

    def _get(self, path: str) -> Json:
        return self._call("GET", path, {"Accept": "application/json"}, None).json()

    def _call(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: Optional[_Body],
        save: Optional[Callable[[http.client.HTTPResponse], None]] = None,
    ) -> _Answer:
        end = time.monotonic() + self._retry.total
        failed = 0
        while True:
            asked = 0.0
            try:
                answer = self._once(method, path, headers, body, save)
                if answer.status not in _TRANSIENT:
                    return answer.checked()
                problem = f"the server answered {answer.status}: {answer.message()}"
                asked = answer.retry_after()
            except (OSError, http.client.HTTPException) as error:
                if isinstance(error, ssl.SSLCertVerificationError):
                    raise UnavailableError(f"the certificate of {self._host} is not valid: {error}") from error
                problem = f"no answer from {self._host}: {error or type(error).__name__}"
            failed += 1
            pause = self._retry.wait(failed, asked)
            if failed >= self._retry.attempts or time.monotonic() + pause > end:
                raise UnavailableError(f"{problem} (after {failed} attempts)")
            _log.info("%s; trying again in %.1f s", problem, pause)
            time.sleep(pause)

    def _once(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: Optional[_Body],
        save: Optional[Callable[[http.client.HTTPResponse], None]],
    ) -> _Answer:
        connection = (
            http.client.HTTPSConnection(self._host, self._port, timeout=self._timeout, context=self._tls)
            if self._tls
            else http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)
        )
        with contextlib.closing(connection):
            connection.putrequest(method, self._prefix + path, skip_accept_encoding=True)
            connection.putheader("User-Agent", f"runfolio-python/{__version__}")
            if self._token:
                connection.putheader("Authorization", f"Bearer {self._token}")
            for name, value in headers.items():
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(body.length))
            connection.endheaders()
            if body is not None:
                # a server that refuses a body answers before it has read all of it
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    for block in body.blocks():
                        connection.send(block)
            answer = connection.getresponse()
            if save is not None and answer.status == 200:
                save(answer)
                return _Answer(answer.status, dict(_lower(answer.getheaders())), b"")
            data = answer.read(_MAX_ANSWER + 1)
            _check_whole(answer, data)
            if len(data) > _MAX_ANSWER:
                raise RunfolioError(f"the answer of {self._host} to {path} has more than {_MAX_ANSWER} bytes")
            return _Answer(answer.status, dict(_lower(answer.getheaders())), data)


class Run:
    """Collects what a generator does and reports it at the end of the ``with`` block.

    An exception in the block makes a failed run with the exception as its error, and is raised again. ``created_at``
    and the job's times come from the block's begin and end. ``options``, ``tags``, ``warnings``, ``errors`` and
    ``extra`` (other fields of the event, such as ``request_payload``) can be changed until the block ends.

    ``key`` is the identity of the run: sent again, it makes no second run. By default it is random.
    """

    def __init__(
        self,
        model: str,
        *,
        to: Union[Target, PathLike, None] = None,
        prompt: Optional[str] = None,
        enhanced_prompt: Optional[str] = None,
        options: Optional[Mapping[str, Any]] = None,
        tags: Iterable[str] = (),
        task_mode: Optional[str] = None,
        provider_model: Optional[str] = None,
        slug: Optional[str] = None,
        notes: Optional[str] = None,
        project: Optional[str] = None,
        user: Optional[str] = None,
        context: Optional[Mapping[str, Any]] = None,
        job: Optional[Mapping[str, Any]] = None,
        key: Optional[str] = None,
        extra: Optional[Mapping[str, Any]] = None,
    ) -> None:
        if not model or not model.strip():
            raise ValueError("model must have a name")
        if key is not None and not (key.strip() and len(key) <= _MAX_KEY and key.isascii() and key.isprintable()):
            raise ValueError(f"key must have 1 to {_MAX_KEY} printable ASCII characters")
        self._target = target(to)
        self.model = model
        self.prompt = prompt
        self.enhanced_prompt = enhanced_prompt
        self.options: Json = dict(options or {})
        self.tags: list[str] = list(tags)
        self.task_mode = task_mode
        self.provider_model = provider_model
        self.slug = slug
        self.notes = notes
        self.project = project
        self.user = user
        self.context: Json = dict(context or {})
        self.job: Json = dict(job or {})
        self.key = key or str(uuid.uuid4())
        self.extra: Json = dict(extra or {})
        self.status: Optional[str] = None
        self.inputs: list[Asset] = []
        self.outputs: list[Asset] = []
        self.warnings: list[str] = []
        self.errors: list[str] = []
        self.receipt: Optional[Receipt] = None
        self._started: Optional[datetime.datetime] = None
        self._ended: Optional[datetime.datetime] = None

    @property
    def event_id(self) -> str:
        """Identity of the run's event, for ``Client.wait``."""
        return self.receipt.event_id if self.receipt else self.key

    def add_input(
        self,
        source: Union[PathLike, bytes],
        *,
        role: str = "reference",
        kind: Optional[str] = None,
        filename: Optional[str] = None,
        tags: Iterable[str] = (),
        metadata: Optional[Mapping[str, Any]] = None,
    ) -> Asset:
        """Adds a file that went into the run: a path, a URL, or bytes with a ``filename``."""
        asset = _asset(source, role, kind, filename, tags, metadata)
        self.inputs.append(asset)
        return asset

    def add_output(
        self,
        source: Union[PathLike, bytes],
        *,
        role: str = "output",
        kind: Optional[str] = None,
        filename: Optional[str] = None,
        tags: Iterable[str] = (),
        metadata: Optional[Mapping[str, Any]] = None,
    ) -> Asset:
        """Adds a file that the run made: a path, a URL, or bytes with a ``filename``. The first one leads."""
        asset = _asset(source, role, kind, filename, tags, metadata)
        self.outputs.append(asset)
        return asset

    def fail(self, message: str) -> None:
        """Makes this a failed run, with the message as its error."""
        self.status = "failed"
        self.errors.append(message[:_MAX_TEXT])

    def event(self) -> Json:
        """Returns the event without its files."""
        started = self._started or _now()
        ended = self._ended or _now()
        job = {"created_at": _iso(started), "completed_at": _iso(ended), **self.job}
        prompts = {"raw": self.prompt, "enhanced": self.enhanced_prompt}
        context = {"project_name": self.project, "source_user": self.user, **self.context}
        found: Json = {
            "idempotency_key": self.key,
            "status": self.status or "succeeded",
            "model_key": self.model,
            "provider_model": self.provider_model,
            "task_mode": self.task_mode,
            "slug": self.slug,
            "notes": self.notes,
            "created_at": _iso(started),
            "prompts": {name: text for name, text in prompts.items() if text is not None},
            "source_context": {name: text for name, text in context.items() if text is not None},
            "options": self.options,
            "tags": list(self.tags),
            "warnings": list(self.warnings),
            "errors": list(self.errors),
            "job": job,
            **self.extra,
        }
        return _plain_map({name: value for name, value in found.items() if value is not None and value != {}})

    def send(self) -> Receipt:
        """Delivers the run now. The ``with`` block does this at its end."""
        if self._ended is None:
            self._ended = _now()
        self.receipt = self._target.send(self.event(), self.inputs, self.outputs)
        return self.receipt

    def __enter__(self) -> Run:
        self._started = _now()
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[types.TracebackType],
    ) -> None:
        if error is None:
            self.send()
            return
        self.fail(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
        try:
            self.send()
        except (RunfolioError, OSError) as problem:
            # the exception of the block is the one that matters to the caller
            _log.error("the failed run %s could not be reported: %s", self.key, problem)


def target(to: Union[Target, PathLike, None] = None) -> Target:
    """Returns the target that a path, a URL or the environment names."""
    if to is None:
        url = os.environ.get("RUNFOLIO_URL")
        if url:
            return Client(url, os.environ.get("RUNFOLIO_TOKEN") or None)
        folder = os.environ.get("RUNFOLIO_INBOX")
        if folder:
            return Inbox(folder)
        raise ValueError("no target: pass to=, or set RUNFOLIO_URL (and RUNFOLIO_TOKEN) or RUNFOLIO_INBOX")
    if isinstance(to, (str, os.PathLike)):
        text = os.fspath(to)
        return Client(text, os.environ.get("RUNFOLIO_TOKEN") or None) if _is_url(text) else Inbox(text)
    return to


@dataclasses.dataclass(frozen=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    data: bytes

    def json(self) -> Json:
        try:
            found: Any = json.loads(self.data)
        except ValueError as error:
            raise RunfolioError(f"the answer ({self.status}) is not JSON: is this the URL of Runfolio?") from error
        if not isinstance(found, dict):
            raise RunfolioError(f"the answer ({self.status}) is not a JSON object: is this the URL of Runfolio?")
        return found

    def detail(self) -> Json:
        try:
            found: Any = json.loads(self.data)["detail"]
        except (ValueError, KeyError, TypeError):
            return {}
        return dict(found) if isinstance(found, dict) else {"message": str(found)}

    def message(self) -> str:
        detail = self.detail()
        fields = "; ".join(map(str, detail.get("fields") or []))
        text = str(detail.get("message") or self.data[:200].decode("utf-8", "replace") or "no reason given")
        return f"{text} ({fields})" if fields else text

    def retry_after(self) -> float:
        text = self.headers.get("retry-after", "")
        return float(text) if text.isdigit() else 0.0

    def checked(self) -> _Answer:
        if 200 <= self.status < 300:
            return self
        detail = self.detail()
        raise RefusedError(self.message(), self.status, str(detail.get("error", "")), detail.get("fields") or [])


@dataclasses.dataclass(frozen=True)
class _Body:
    """Body of a request that can be sent several times."""

    length: int
    blocks: Callable[[], Iterator[bytes]]

    @staticmethod
    def of(data: bytes) -> _Body:
        return _Body(len(data), lambda: iter((data,)))


def _asset(
    source: Union[PathLike, bytes],
    role: str,
    kind: Optional[str],
    filename: Optional[str],
    tags: Iterable[str],
    metadata: Optional[Mapping[str, Any]],
) -> Asset:
    values = _plain_map(metadata or {})
    if isinstance(source, (bytes, bytearray, memoryview)):
        if not filename:
            raise ValueError("bytes need a filename=")
        name = PurePath(filename).name
        return Asset(bytes(source), kind or _kind(name), role, name, tuple(tags), values)
    text = os.fspath(source)
    if _is_url(text):
        name = filename or PurePath(urllib.parse.unquote(urllib.parse.urlsplit(text).path)).name or "file"
        return Asset(text, kind or _kind(name), role, name, tuple(tags), values)
    path = Path(text).absolute()
    name = filename or path.name
    return Asset(path, kind or _kind(name), role, name, tuple(tags), values)


def _kind(name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    guessed = (mimetypes.guess_type(name)[0] or "").partition("/")[0]
    return guessed if guessed in _KINDS else "other"


def _is_url(text: str) -> bool:
    return text.lower().startswith(("https://", "http://"))


def _shared_path(asset: Asset) -> str:
    if isinstance(asset.source, bytes):
        raise RunfolioError(f"{asset.filename} is in memory: write it to a file that the worker can read")
    return str(asset.source)


def _with_assets(event: Json, inputs: list[Asset], outputs: list[Asset], place: Callable[[Asset], str]) -> Json:
    named = {"inputs": inputs, "outputs": outputs}
    return {**event, **{name: [asset.event(place(asset)) for asset in assets] for name, assets in named.items()}}


def _size(asset: Asset) -> int:
    return _length(asset.source if isinstance(asset.source, bytes) else Path(asset.source))


def _length(data: Union[Path, bytes]) -> int:
    if isinstance(data, bytes):
        return len(data)
    try:
        return data.stat().st_size
    except OSError as error:
        raise RunfolioError(f"{data} cannot be read: {error.strerror}") from error


def _sha256(data: Union[Path, bytes]) -> str:
    digest = hashlib.sha256()
    for block in _blocks(data, 0, _length(data)).blocks():
        digest.update(block)
    return digest.hexdigest()


def _blocks(data: Union[Path, bytes], offset: int, length: int) -> _Body:
    """Returns the bytes from an offset, as often as they are asked for."""

    def read() -> Iterator[bytes]:
        if isinstance(data, bytes):
            yield data[offset:length]
            return
        left = length - offset
        try:
            with open(data, "rb") as file:
                file.seek(offset)
                while left > 0:
                    block = file.read(min(_BLOCK, left))
                    if not block:
                        raise RunfolioError(f"{data} has become shorter while it was sent")
                    left -= len(block)
                    yield block
        except OSError as error:
            # not a failure of the connection
            raise RunfolioError(f"{data} cannot be read: {error.strerror}") from error

    return _Body(length - offset, read)


def _form(boundary: str, event: Json, files: list[tuple[str, Asset]]) -> _Body:
    """Returns the event and its files as multipart/form-data; files are read while they are sent."""
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="event"\r\n'
    parts: list[_Body] = [
        _Body.of(f"{head}Content-Type: application/json\r\n\r\n".encode("ascii")),
        _Body.of(json.dumps(event, ensure_ascii=True).encode("ascii") + b"\r\n"),
    ]
    for name, asset in files:
        shown = "".join(letter if letter.isprintable() and letter not in '"\\' else "_" for letter in asset.filename)
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{shown}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        data = asset.source if isinstance(asset.source, bytes) else Path(asset.source)
        parts += [_Body.of(head.encode("utf-8")), _blocks(data, 0, _size(asset)), _Body.of(b"\r\n")]
    parts.append(_Body.of(f"--{boundary}--\r\n".encode("ascii")))
    return _Body(sum(part.length for part in parts), lambda: (block for part in parts for block in part.blocks()))


def _query_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _check_whole(answer: http.client.HTTPResponse, data: bytes = b"") -> None:
    # read(n) does not report a body that ends before its Content-Length
    if answer.length and len(data) <= _MAX_ANSWER:
        raise http.client.IncompleteRead(data, answer.length)


def _lower(headers: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((name.lower(), value) for name, value in headers)


def _refusal(error: Mapping[str, Any]) -> RefusedError:
    field = error.get("field")
    message = str(error.get("message", "the event was refused"))
    return RefusedError(message, code=str(error.get("code", "")), fields=[str(field)] if field else [])


def _receipt(answer: _Answer) -> Receipt:
    found = answer.json()
    return Receipt(str(found.get("eventId")), str(found.get("file")))


def _with_key(event: Mapping[str, Any]) -> Json:
    """Returns the event with an identity, so that a repeated request makes no second run."""
    if event.get("specversion") or event.get("idempotency_key"):
        return dict(event)
    return {"idempotency_key": str(uuid.uuid4()), **event}


def _identity(event: Mapping[str, Any]) -> str:
    if event.get("specversion"):
        return f"{event.get('source')} {event.get('id')}"
    return str(event["idempotency_key"])


def _key_header(event: Mapping[str, Any]) -> dict[str, str]:
    key = str(event.get("id" if event.get("specversion") else "idempotency_key", ""))
    return {"Idempotency-Key": key} if 0 < len(key) <= _MAX_KEY and key.isascii() and key.isprintable() else {}


def _write(path: Path, data: bytes, part: str) -> None:
    """Writes a file so that it appears complete, and survives a power failure once this returns."""
    aside = path.with_name(path.name + part)
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.rename(aside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            aside.unlink()
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _plain_map(values: Mapping[Any, Any], depth: int = 0) -> Json:
    return {str(name): _plain(value, depth + 1) for name, value in values.items()}


def _plain(value: Any, depth: int = 0) -> Any:
    """Returns a value as JSON knows it: numbers of array libraries, paths and times are converted, others are named."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Mapping) and depth < _MAX_DEPTH:
        return _plain_map(value, depth)
    if isinstance(value, (list, tuple, set, frozenset)) and depth < _MAX_DEPTH:
        return [_plain(item, depth + 1) for item in value]
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return f"<{len(value)} bytes>"
    if callable(getattr(value, "item", None)) and getattr(value, "ndim", None) == 0:
        return _plain(value.item(), depth + 1) if depth < _MAX_DEPTH else "..."
    return repr(value)[:_MAX_NAMED]


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc)


def _iso(when: datetime.datetime) -> str:
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")
