"""The client without a worker: queue folder, form of events, repeated requests."""

from __future__ import annotations

import datetime
import http.server
import json
import os
import tempfile
import threading
import unittest
from pathlib import Path
from typing import Any, Callable, Optional
from unittest import mock

import runfolio

QUICK = runfolio.Retry(attempts=4, first=0.01, longest=0.02, total=5.0)


class InboxTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve()
        self.inbox = self.root / "inbox"
        self.inbox.mkdir()

    def event(self) -> dict[str, Any]:
        names = os.listdir(self.inbox)
        self.assertEqual(1, len(names), names)
        self.assertRegex(names[0], r"^python-[0-9a-f]{32}\.json$")
        found = json.loads((self.inbox / names[0]).read_text(encoding="ascii"))
        assert isinstance(found, dict)
        return found

    def test_an_event_is_flushed_before_it_gets_its_name(self) -> None:
        calls: list[str] = []
        rename, flush = os.rename, os.fsync

        def renamed(source: Any, destination: Any) -> None:
            calls.append("rename")
            self.assertEqual(f"{destination}.part", str(source))
            json.loads(Path(source).read_bytes())
            rename(source, destination)

        def flushed(descriptor: int) -> None:
            calls.append("fsync")
            flush(descriptor)

        with mock.patch("os.rename", renamed), mock.patch("os.fsync", flushed):
            runfolio.Inbox(self.inbox).submit({"status": "succeeded", "model_key": "m"})
        self.assertEqual("fsync rename", " ".join(calls[:2]))
        self.event()

    def test_a_failed_write_leaves_nothing_in_the_folder(self) -> None:
        with mock.patch("os.fsync", side_effect=OSError(28, "No space left on device")):
            with self.assertRaises(OSError):
                runfolio.Inbox(self.inbox).submit({"status": "succeeded", "model_key": "m"})
        self.assertEqual([], os.listdir(self.inbox))

    def test_a_run_has_the_fields_of_an_event(self) -> None:
        with runfolio.Run("flux", to=self.inbox, prompt="Café", options={"seed": 1}, tags=["a"], user="ada") as run:
            run.add_input("look.jpg")
            run.add_output("out/a.png", metadata={"seed": 1})
            run.add_output("https://cdn.example/b%20c.mp4?sig=x")
            run.options["steps"] = 30
        event = self.event()
        self.assertEqual(run.event_id, event["idempotency_key"])
        self.assertEqual("succeeded", event["status"])
        self.assertEqual({"raw": "Café"}, event["prompts"])
        self.assertEqual({"seed": 1, "steps": 30}, event["options"])
        self.assertEqual({"source_user": "ada"}, event["source_context"])
        self.assertEqual(str(Path("look.jpg").absolute()), event["inputs"][0]["source_path"])
        self.assertEqual(["image", "video"], [output["kind"] for output in event["outputs"]])
        self.assertEqual("b c.mp4", event["outputs"][1]["original_filename"])
        times = [datetime.datetime.fromisoformat(event["job"][name][:-1]) for name in ("created_at", "completed_at")]
        self.assertLessEqual(times[0], times[1])
        self.assertEqual(event["created_at"], event["job"]["created_at"])

    def test_an_exception_is_raised_again_and_reported(self) -> None:
        with self.assertRaises(KeyboardInterrupt):
            with runfolio.Run("flux", to=self.inbox):
                raise KeyboardInterrupt
        event = self.event()
        self.assertEqual(("failed", ["KeyboardInterrupt"]), (event["status"], event["errors"]))

    def test_an_exception_is_not_hidden_by_a_missing_folder(self) -> None:
        with self.assertLogs("runfolio", "ERROR") as logged, self.assertRaisesRegex(ValueError, "paint"):
            with runfolio.Run("flux", to=self.root / "none"):
                raise ValueError("out of paint")
        self.assertIn("does not exist", logged.output[0])

    def test_paths_are_written_as_the_worker_sees_them(self) -> None:
        inbox = runfolio.Inbox(self.inbox, paths={"/mnt": "/other", "/mnt/renders/": "/data/renders"})
        with runfolio.Run("flux", to=inbox) as run:
            run.add_output("/mnt/renders/a.png")
            run.add_output("/mnt/rendersX/a.png")
        found = [output["source_path"] for output in self.event()["outputs"]]
        self.assertEqual(["/data/renders/a.png", "/other/rendersX/a.png"], found)

    def test_bytes_are_written_to_the_media_folder(self) -> None:
        with self.assertRaisesRegex(runfolio.RunfolioError, "media="):
            with runfolio.Run("flux", to=self.inbox) as run:
                run.add_output(b"abc", filename="a.png")
        media = self.root / "media"
        with runfolio.Run("flux", to=runfolio.Inbox(self.inbox, media=media)) as run:
            run.add_output(b"abc", filename="../a.png")
        output = self.event()["outputs"][0]
        self.assertEqual(b"abc", Path(output["source_path"]).read_bytes())
        self.assertEqual(media, Path(output["source_path"]).parent)
        self.assertEqual("a.png", output["original_filename"])

    def test_values_that_are_not_json_do_not_lose_the_run(self) -> None:
        class Scalar:
            ndim = 0

            def item(self) -> float:
                return 0.5

        with runfolio.Run("flux", to=self.inbox) as run:
            run.options["itself"] = run.options
            run.options.update(scale=Scalar(), model=Path("m.bin"), other=object, latent=b"123", sizes=(1, 2))
        options = self.event()["options"]
        found = [options[name] for name in ("scale", "model", "latent", "sizes")]
        self.assertEqual([0.5, "m.bin", "<3 bytes>", [1, 2]], found)
        self.assertIn("object", options["other"])

    def test_a_run_without_a_target_fails_before_the_work(self) -> None:
        with mock.patch.dict(os.environ, clear=True), self.assertRaisesRegex(ValueError, "RUNFOLIO_URL"):
            runfolio.Run("flux")
        with mock.patch.dict(os.environ, {"RUNFOLIO_INBOX": str(self.inbox)}, clear=True):
            with runfolio.Run("flux"):
                pass
        self.event()

    def test_wrong_arguments_are_named(self) -> None:
        for arguments, words in (
            ({"model": " "}, "model"),
            ({"model": "m", "key": "a\nb"}, "key"),
            ({"model": "m", "to": "ftp://x"}, None),
        ):
            if words:
                with self.assertRaisesRegex(ValueError, words):
                    runfolio.Run(to=self.inbox, **arguments)  # type: ignore[arg-type]
        with self.assertRaisesRegex(ValueError, "token="):
            runfolio.Client("http://ada:secret@host")
        with self.assertRaisesRegex(ValueError, "filename="):
            runfolio.Run("m", to=self.inbox).add_output(b"abc")


class Script(http.server.ThreadingHTTPServer):
    """An HTTP server that plays a list of answers, and keeps what it was sent."""

    daemon_threads = True

    def __init__(self, *steps: Callable[["Handler"], None]) -> None:
        self.steps = list(steps)
        self.requests: list[tuple[str, str, dict[str, str], bytes]] = []
        super().__init__(("127.0.0.1", 0), Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        assert isinstance(self.server, Script)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.requests.append((self.command, self.path, headers, body))
        self.server.steps.pop(0)(self)

    do_POST = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        pass


def answer(status: int, body: Any, headers: Optional[dict[str, str]] = None) -> Callable[[Handler], None]:
    def step(handler: Handler) -> None:
        data = json.dumps(body).encode() if not isinstance(body, bytes) else body
        handler.send_response(status)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    return step


def hang_up(handler: Handler) -> None:
    handler.close_connection = True
    handler.connection.close()


ACCEPTED = answer(202, {"eventId": "k", "file": "f.json"})


class ClientTest(unittest.TestCase):
    def serve(self, *steps: Callable[[Handler], None]) -> tuple[Script, str]:
        server = Script(*steps)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server, f"http://127.0.0.1:{server.server_port}"

    def test_a_request_is_repeated_with_the_same_key(self) -> None:
        busy = answer(503, {"detail": {"message": "paused"}}, {"Retry-After": "0"})
        server, url = self.serve(hang_up, busy, answer(429, {}), ACCEPTED)
        receipt = runfolio.Client(url, "secret", retry=QUICK).submit({"status": "failed", "model_key": "m"})
        self.assertEqual(runfolio.Receipt("k", "f.json"), receipt)
        self.assertEqual(4, len(server.requests))
        self.assertEqual(1, len({(headers["idempotency-key"], body) for _, _, headers, body in server.requests}))
        self.assertEqual("Bearer secret", server.requests[0][2]["authorization"])

    def test_repeats_end_and_give_the_last_reason(self) -> None:
        server, url = self.serve(*[answer(503, {"detail": {"message": "the disk is full"}})] * 4)
        with self.assertRaisesRegex(runfolio.UnavailableError, "503: the disk is full .after 4 attempts"):
            runfolio.Client(url, retry=QUICK).submit({})
        self.assertEqual(4, len(server.requests))

    def test_a_long_retry_after_is_not_waited_for_beyond_the_limit(self) -> None:
        server, url = self.serve(answer(503, {}, {"Retry-After": "3600"}))
        with self.assertRaises(runfolio.UnavailableError):
            runfolio.Client(url, retry=QUICK).submit({})
        self.assertEqual(1, len(server.requests))

    def test_a_server_that_is_down_is_unavailable(self) -> None:
        server = Script()
        server.server_close()
        with self.assertRaisesRegex(runfolio.UnavailableError, "no answer from 127.0.0.1"):
            runfolio.Client(f"http://127.0.0.1:{server.server_port}", retry=QUICK).submit({})

    def test_a_refusal_is_not_repeated(self) -> None:
        detail = {"error": "event_invalid", "message": "not valid", "fields": ["model_key is required"]}
        server, url = self.serve(answer(422, {"detail": detail}))
        with self.assertRaises(runfolio.RefusedError) as caught:
            runfolio.Client(url, retry=QUICK).submit({})
        error = caught.exception
        self.assertEqual((422, "event_invalid", ["model_key is required"]), (error.status, error.code, error.fields))
        self.assertEqual(1, len(server.requests))

    def test_a_page_that_is_not_runfolio_is_named(self) -> None:
        _, url = self.serve(answer(200, b"<html>"))
        with self.assertRaisesRegex(runfolio.RunfolioError, "is this the URL of Runfolio"):
            runfolio.Client(url, retry=QUICK).artifact("artifact-1")

    def test_a_start_is_repeated_with_one_key_until_it_is_answered(self) -> None:
        queued = {"id": "run-1", "state": "queued"}
        states = [answer(200, {**queued, "state": state}) for state in ("running", "review")]
        server, url = self.serve(answer(503, {}), answer(201, queued), *states)
        client = runfolio.Client(url, retry=QUICK)
        run = client.start("poster", {"prompt": "a fox"}, version="2", key="k-1")
        self.assertEqual("review", client.wait_run(run["id"])["state"])
        self.assertEqual(["/v1/runs", "/v1/runs", "/v1/runs/run-1", "/v1/runs/run-1"], [r[1] for r in server.requests])

    def test_a_search_reads_page_after_page(self) -> None:
        pages = [
            answer(200, {"items": [{"id": "1"}, {"id": "2"}], "nextCursor": "c&="}),
            answer(200, {"items": [{"id": "3"}], "nextCursor": None}),
        ]
        server, url = self.serve(*pages)
        found = runfolio.Client(url, retry=QUICK).search("red fox", class_="video", tag=["a", "b"], count=True)
        self.assertEqual(["1", "2", "3"], [item["id"] for item in found])
        self.assertEqual("/v1/artifacts?q=red+fox&class=video&tag=a&tag=b&count=true&limit=200", server.requests[0][1])
        self.assertTrue(server.requests[1][1].endswith("&cursor=c%26%3D"))

    def test_a_download_that_breaks_off_leaves_no_file(self) -> None:
        def torn(handler: Handler) -> None:
            handler.send_response(200)
            handler.send_header("Content-Length", "100")
            handler.end_headers()
            handler.wfile.write(b"half")
            handler.close_connection = True

        _, url = self.serve(torn, torn, torn, answer(200, b"whole"))
        with tempfile.TemporaryDirectory() as folder:
            to = Path(folder, "a.png")
            runfolio.Client(url, retry=QUICK).download("artifact-1", to)
            self.assertEqual(["a.png"], os.listdir(folder))
            self.assertEqual(b"whole", to.read_bytes())


if __name__ == "__main__":
    unittest.main()
