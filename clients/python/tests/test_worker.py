"""The client against a real worker."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import unittest
from pathlib import Path

from proxy import BreakingProxy
from worker import JAR, PICTURE, Worker

import runfolio

SOON = 60.0


@unittest.skipUnless(JAR.is_file(), f"{JAR} is not built: ./mvnw -q -DskipTests package")
class WorkerTest(unittest.TestCase):
    worker: Worker
    client: runfolio.Client
    picture: Path

    @classmethod
    def setUpClass(cls) -> None:
        cls.worker = Worker()
        cls.addClassCleanup(cls.worker.close)
        cls.client = runfolio.Client(cls.worker.url)
        cls.picture = cls.worker.renders / "bloom.png"
        cls.picture.write_bytes(PICTURE.read_bytes())

    def test_a_run_in_the_queue_folder_becomes_a_bundle(self) -> None:
        with runfolio.Run(
            "flux-dev",
            to=self.worker.inbox,
            prompt="A violet flower in the garden",
            options={"seed": 42, "guidance": 3.5},
            tags=["python"],
            project="Garden",
        ) as run:
            run.add_output(self.picture, metadata={"seed": 42})
        state = self.client.wait(run.event_id, SOON)
        found = self.client.run(state.run_id or "")
        self.assertEqual("succeeded", found["status"])
        self.assertEqual("A violet flower in the garden", found["prompts"]["raw"])
        self.assertEqual("Garden", found["project"])
        self.assertEqual("42", found["artifacts"][0]["facts"]["seed"])
        self.assertEqual([], found["warnings"])

    def test_a_posted_run_is_found_and_its_file_comes_back_unchanged(self) -> None:
        shared = runfolio.Client(self.worker.url, shared=True)
        with runfolio.Run("sdxl", to=shared, prompt="A quiet harbour", tags=["posted"]) as run:
            run.add_output(self.picture)
        self.client.wait(run.event_id, SOON)
        artifact = next(self.client.search("harbour", model="sdxl", tag=["posted"]))
        copy = self.client.download(artifact["id"], self.worker.root / "copy.png")
        self.assertEqual(_sha256(PICTURE), _sha256(copy))
        self.assertEqual("review", self.client.artifact(artifact["id"])["status"])

    def test_a_run_brings_its_files_along(self) -> None:
        for limit in (32 << 20, 0):
            with self.subTest(form_limit=limit):
                client = runfolio.Client(self.worker.url, form_limit=limit)
                with runfolio.Run("container", to=client, tags=[f"limit-{limit}"]) as run:
                    run.add_input(b"look at this", filename="notes.txt", role="reference")
                    run.add_output(PICTURE)
                state = self.client.wait(run.event_id, SOON)
                found = self.client.run(state.run_id or "")
                self.assertEqual([], found["errors"])
                self.assertEqual("bloom_a.png", found["artifacts"][0]["media"]["filename"])
                self.assertEqual(_sha256(PICTURE), found["artifacts"][0]["media"]["sha256"])
                self.assertEqual(12, found["inputs"][0]["media"]["bytes"])

    def test_an_upload_goes_on_after_a_broken_connection(self) -> None:
        data = os.urandom(3 << 20)
        with BreakingProxy(self.worker.url, 1 << 20) as proxy:
            client = runfolio.Client(proxy.url, retry=runfolio.Retry(first=0.05))
            name = client.upload(data, "noise.bin")
            self.assertRegex(name, "^upload:[0-9a-f]{32}$")
            self.assertGreaterEqual(proxy.broken, 1)
        with self.assertRaisesRegex(runfolio.RunfolioError, "cannot be read"):
            self.client.upload(self.worker.renders / "none.png")

    def test_an_exception_becomes_a_failed_run_with_its_message(self) -> None:
        with self.assertRaisesRegex(ValueError, "out of paint"):
            with runfolio.Run("flux-dev", to=self.worker.inbox, prompt="Too much") as run:
                raise ValueError("out of paint")
        state = self.client.wait(run.event_id, SOON)
        found = self.client.run(state.run_id or "")
        self.assertEqual("failed", found["status"])
        self.assertIn("ValueError: out of paint", found["errors"])

    def test_a_run_that_is_sent_twice_makes_one_bundle(self) -> None:
        event = {"status": "succeeded", "model_key": "twice", "idempotency_key": "python-twice"}
        first = self.client.submit(event)
        self.assertEqual(first, self.client.submit(event))
        run_id = self.client.wait(first.event_id, SOON).run_id
        self.client.submit(event)
        self.assertEqual(run_id, self.client.wait(first.event_id, SOON).run_id)

    def test_a_refusal_names_the_field(self) -> None:
        with self.assertRaises(runfolio.RefusedError) as caught:
            self.client.submit({"status": "succeeded", "model_key": 7})
        self.assertEqual(422, caught.exception.status)
        self.assertIn("model_key", str(caught.exception))
        refused = runfolio.Inbox(self.worker.inbox).submit({"status": "running", "model_key": "x"})
        with self.assertRaises(runfolio.RefusedError) as late:
            self.client.wait(refused.event_id, SOON)
        self.assertEqual("not_final", late.exception.code)

    def test_the_example_reports_its_run(self) -> None:
        example = Path(__file__).resolve().parents[1] / "examples" / "generate.py"
        done = subprocess.run(
            [sys.executable, str(example), "a violet garden", str(self.worker.renders / "garden.png")],
            env={**os.environ, "RUNFOLIO_INBOX": str(self.worker.inbox), "RUNFOLIO_URL": ""},
            capture_output=True,
            text=True,
            check=True,
        )
        state = self.client.wait(done.stdout.strip(), SOON)
        self.assertEqual("gradient-1", self.client.run(state.run_id or "")["model"])

    def test_an_unknown_event_is_refused_with_404(self) -> None:
        with self.assertRaises(runfolio.RefusedError) as caught:
            self.client.state("no such/event")
        self.assertEqual(404, caught.exception.status)


def _sha256(path: object) -> str:
    with open(str(path), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


if __name__ == "__main__":
    unittest.main()
