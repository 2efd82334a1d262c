"""The node without ComfyUI: a tensor of its own, files and a queue folder that are real."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import struct
import sys
import tempfile
import types
import unittest
import zlib
from pathlib import Path
from typing import Any
from unittest import mock

HERE = Path(__file__).resolve().parents[1]
CLIENTS = HERE.parent
GRAPH = {
    "3": {
        "class_type": "KSampler",
        "inputs": {"seed": 7, "steps": 20, "cfg": 8.0, "sampler_name": "euler", "model": ["4", 0]},
    },
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "sd\\juggernaut.safetensors"}},
}


class Tensor:
    """Height x width x channels, as far as the node uses torch's tensors."""

    def __init__(self, rows: list[list[list[float]]]) -> None:
        self._rows = rows
        self.shape = (len(rows), len(rows[0]), len(rows[0][0]))

    def cpu(self) -> Tensor:
        return self

    def tolist(self) -> list[list[list[float]]]:
        return self._rows


PIXELS = Tensor([[[0.0, 0.5, 1.0], [2.0, -1.0, 0.25]]])


def chunks(png: bytes) -> dict[bytes, bytes]:
    found = {}
    at = 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        body = png[at + 8 : at + 8 + length]
        (crc,) = struct.unpack(">I", png[at + 8 + length : at + 12 + length])
        assert crc == zlib.crc32(png[at + 4 : at + 8] + body)
        found[png[at + 4 : at + 8] + body.partition(b"\0")[0][:10] * (png[at + 4 : at + 8] == b"iTXt")] = body
        at += 12 + length
    return found


class NodeTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve()
        self.inbox = self.root / "inbox"
        self.inbox.mkdir()
        # installed as the README says: in the folder custom_nodes, with the client beside it
        installed = self.root / "custom_nodes" / "runfolio_nodes"
        shutil.copytree(HERE, installed, ignore=shutil.ignore_patterns("tests", "__pycache__"))
        shutil.copy(CLIENTS / "python" / "runfolio.py", installed)
        sys.path.insert(0, str(installed.parent))
        self.addCleanup(sys.path.remove, str(installed.parent))
        for name in [name for name in sys.modules if name.startswith("runfolio_nodes")]:
            del sys.modules[name]
        package = importlib.import_module("runfolio_nodes")
        self.node = package.NODE_CLASS_MAPPINGS["SaveToRunfolio"]()
        environment = mock.patch.dict(
            os.environ, {"RUNFOLIO_INBOX": str(self.inbox), "RUNFOLIO_MEDIA": str(self.root)}, clear=True
        )
        environment.start()
        self.addCleanup(environment.stop)

    def event(self) -> dict[str, Any]:
        (path,) = self.inbox.iterdir()
        found = json.loads(path.read_bytes())
        assert isinstance(found, dict)
        return found

    def test_pictures_become_one_run_with_the_facts_of_the_workflow(self) -> None:
        shown = self.node.save([PIXELS, PIXELS], positive="a fox", negative="fog", tags="a, b", prompt=GRAPH)
        event = self.event()
        self.assertEqual("juggernaut", event["model_key"])
        self.assertEqual("a fox", event["prompts"]["raw"])
        self.assertEqual(["a", "b"], event["tags"])
        wanted = {"seed": 7, "steps": 20, "cfg_scale": 8.0, "sampler": "euler", "negative_prompt": "fog"}
        self.assertEqual(wanted, event["options"])
        self.assertEqual(GRAPH, event["request_payload"])
        self.assertEqual(2, len(event["outputs"]))
        names = [Path(output["source_path"]).name for output in event["outputs"]]
        self.assertEqual(names, [image["filename"] for image in shown["ui"]["images"]])

    def test_a_picture_has_its_samples_and_the_workflow(self) -> None:
        self.node.save([PIXELS], prompt=GRAPH, extra_pnginfo={"workflow": {"name": "Füchse"}})
        found = chunks(Path(self.event()["outputs"][0]["source_path"]).read_bytes())
        self.assertEqual((2, 1, 8, 2), struct.unpack(">IIBB", found[b"IHDR"][:10]))
        self.assertEqual(bytes([0, 0, 127, 255, 255, 0, 63]), zlib.decompress(found[b"IDAT"]))
        self.assertEqual(GRAPH, json.loads(found[b"iTXtprompt"].split(b"\0", 5)[5]))
        self.assertEqual({"name": "Füchse"}, json.loads(found[b"iTXtworkflow"].split(b"\0", 5)[5]))

    def test_inputs_of_the_node_count_before_the_workflow(self) -> None:
        self.node.save([PIXELS], model="flux", seed=9, prompt=GRAPH)
        event = self.event()
        self.assertEqual(("flux", 9), (event["model_key"], event["options"]["seed"]))

    def test_pictures_are_saved_without_runfolio(self) -> None:
        with self.assertLogs("runfolio", "ERROR"):
            shown = self.node.save([PIXELS], target=str(self.root / "none"))
        self.assertTrue((self.root / shown["ui"]["images"][0]["filename"]).is_file())
        with self.assertRaisesRegex(Exception, "does not exist"):
            self.node.save([PIXELS], target=str(self.root / "none"), stop_on_failure=True)
        with mock.patch.dict(os.environ, {"RUNFOLIO_INBOX": ""}), self.assertLogs("runfolio", "WARNING"):
            self.node.save([PIXELS])

    def test_names_come_from_comfyui_where_it_runs(self) -> None:
        module = types.ModuleType("folder_paths")
        module.get_output_directory = lambda: str(self.root)  # type: ignore[attr-defined]
        module.get_save_image_path = lambda prefix, folder, width, height: (  # type: ignore[attr-defined]
            str(self.root), prefix, 12, "sub", prefix
        )
        with mock.patch.dict(sys.modules, {"folder_paths": module}):
            shown = self.node.save([PIXELS], filename_prefix="fox")
        self.assertEqual({"filename": "fox_00012_.png", "subfolder": "sub", "type": "output"}, shown["ui"]["images"][0])

    def test_the_inputs_are_described_as_comfyui_wants(self) -> None:
        inputs = type(self.node).INPUT_TYPES()
        self.assertEqual(("IMAGE",), inputs["required"]["images"])
        self.assertEqual({"prompt": "PROMPT", "extra_pnginfo": "EXTRA_PNGINFO"}, inputs["hidden"])


if __name__ == "__main__":
    unittest.main()
