"""The node "Save to Runfolio": saves pictures with their workflow, and reports them as one run."""

from __future__ import annotations

import json
import logging
import os
import struct
import uuid
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Optional, Union

try:
    from . import runfolio
except ImportError:  # runfolio.py is elsewhere on the path
    import runfolio  # type: ignore[no-redef]

_log = logging.getLogger("runfolio")

Json = dict[str, Any]

_MODEL_INPUTS = ("ckpt_name", "unet_name", "model_name")
_MAX_SEED = (1 << 64) - 1
_SEED_INPUTS = ("seed", "noise_seed")
_SETTINGS = {"steps": "steps", "cfg": "cfg_scale", "sampler_name": "sampler", "scheduler": "scheduler"}


class SaveToRunfolio:
    """Output node: PNG files in ComfyUI's output folder, and a run in Runfolio."""

    CATEGORY = "image"
    DESCRIPTION = "Saves pictures with their workflow and reports them to Runfolio as one run."
    FUNCTION = "save"
    OUTPUT_NODE = True
    RETURN_TYPES = ()

    @classmethod
    def INPUT_TYPES(cls) -> Json:
        return {
            "required": {
                "images": ("IMAGE",),
                "filename_prefix": ("STRING", {"default": "runfolio"}),
            },
            "optional": {
                "positive": ("STRING", {"multiline": True, "default": "", "tooltip": "Prompt of the run"}),
                "negative": ("STRING", {"multiline": True, "default": ""}),
                "model": ("STRING", {"default": "", "tooltip": "Empty: the checkpoint of the workflow"}),
                "seed": ("INT", {"default": -1, "min": -1, "max": _MAX_SEED, "tooltip": "-1: from the workflow"}),
                "tags": ("STRING", {"default": "", "tooltip": "Comma-separated"}),
                "project": ("STRING", {"default": ""}),
                "target": ("STRING", {"default": "", "tooltip": "URL or queue folder; empty: of the environment"}),
                "stop_on_failure": ("BOOLEAN", {"default": False, "tooltip": "Fail if Runfolio refuses the run"}),
            },
            "hidden": {"prompt": "PROMPT", "extra_pnginfo": "EXTRA_PNGINFO"},
        }

    def save(
        self,
        images: Any,
        filename_prefix: str = "runfolio",
        positive: str = "",
        negative: str = "",
        model: str = "",
        seed: int = -1,
        tags: str = "",
        project: str = "",
        target: str = "",
        stop_on_failure: bool = False,
        prompt: Optional[Mapping[str, Any]] = None,
        extra_pnginfo: Optional[Mapping[str, Any]] = None,
    ) -> Json:
        """Called by ComfyUI. The pictures are saved whatever becomes of the report."""
        graph = dict(prompt or {})
        options = {**_options(graph), **({"negative_prompt": negative} if negative else {})}
        if seed >= 0:
            options["seed"] = seed
        try:
            run: Optional[runfolio.Run] = runfolio.Run(
                model or _model(graph) or "comfyui",
                to=target or None,
                prompt=positive or None,
                options=options,
                tags=[tag.strip() for tag in tags.split(",") if tag.strip()],
                project=project or None,
                context={"source_type": "comfyui"},
                extra={"request_payload": graph} if graph else None,
            )
        except ValueError as error:
            if stop_on_failure:
                raise
            _log.warning("the pictures are saved only: %s", error)
            run = None
        saved = []
        for image in images:
            path, shown = _next_path(filename_prefix, image)
            _write_png(path, image, _texts(prompt, extra_pnginfo))
            saved.append(shown)
            if run is not None:
                run.add_output(path, metadata={"seed": options["seed"]} if "seed" in options else None)
        if run is not None:
            self._send(run, stop_on_failure)
        return {"ui": {"images": saved}}

    @staticmethod
    def _send(run: runfolio.Run, stop_on_failure: bool) -> None:
        try:
            run.send()
            _log.info("sent to Runfolio as %s", run.event_id)
        except (runfolio.RunfolioError, OSError) as error:
            if stop_on_failure:
                raise
            _log.error("the pictures are saved, but Runfolio did not get the run %s: %s", run.key, error)


def _nodes(graph: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for node in graph.values():
        inputs = node.get("inputs") if isinstance(node, Mapping) else None
        if isinstance(inputs, Mapping):
            yield inputs


def _first(graph: Mapping[str, Any], names: tuple[str, ...], kind: Union[type, tuple[type, ...]]) -> Any:
    found = (inputs[name] for inputs in _nodes(graph) for name in names if isinstance(inputs.get(name), kind))
    return next((value for value in found if not isinstance(value, bool)), None)


def _model(graph: Mapping[str, Any]) -> str:
    name = _first(graph, _MODEL_INPUTS, str) or ""
    return Path(str(name).replace("\\", "/")).stem


def _options(graph: Mapping[str, Any]) -> Json:
    found = {name: _first(graph, (key,), (int, float, str)) for key, name in _SETTINGS.items()}
    found["seed"] = _first(graph, _SEED_INPUTS, int)
    return {name: value for name, value in found.items() if value is not None}


def _texts(prompt: Optional[Mapping[str, Any]], extra: Optional[Mapping[str, Any]]) -> dict[str, str]:
    """Returns the chunks that ComfyUI itself writes, so that a picture can be dropped on its page."""
    values = {**({"prompt": prompt} if prompt is not None else {}), **(extra or {})}
    return {name: json.dumps(value) for name, value in values.items()}


def _next_path(prefix: str, image: Any) -> tuple[Path, Json]:
    height, width = int(image.shape[0]), int(image.shape[1])
    try:
        import folder_paths  # type: ignore[import-not-found]  # of ComfyUI
    except ImportError:
        folder = Path(os.environ.get("RUNFOLIO_MEDIA", "."))
        name = f"{Path(prefix).name}_{uuid.uuid4().hex[:12]}.png"
        return folder / name, {"filename": name, "subfolder": "", "type": "output"}
    output = folder_paths.get_output_directory()
    folder_name, base, counter, subfolder, _ = folder_paths.get_save_image_path(prefix, output, width, height)
    name = f"{base}_{counter:05}_.png"
    return Path(folder_name) / name, {"filename": name, "subfolder": subfolder, "type": "output"}


def _write_png(path: Path, image: Any, texts: Mapping[str, str]) -> None:
    """Writes a picture of floats from 0 to 1, with height, width and channels, as ComfyUI passes them."""
    height, width, channels = (int(size) for size in image.shape)
    if channels not in (1, 3, 4):
        raise ValueError(f"a picture has {channels} channels: 1, 3 and 4 can be saved")
    data = _samples(image)
    stride = width * channels
    rows = b"".join(b"\0" + data[y * stride : (y + 1) * stride] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, {1: 0, 3: 2, 4: 6}[channels], 0, 0, 0)
    chunks = [(b"IHDR", header)]
    chunks += [(b"iTXt", _text_chunk(name, text)) for name, text in texts.items()]
    chunks += [(b"IDAT", zlib.compress(rows, 6)), (b"IEND", b"")]
    part = path.with_name(path.name + ".part")
    with open(part, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        for name, body in chunks:
            file.write(struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)))
    os.replace(part, path)


def _text_chunk(name: str, text: str) -> bytes:
    keyword = name.encode("latin-1", "replace")[:79] or b"text"
    return keyword + b"\0\0\0\0\0" + text.encode("utf-8")


def _samples(image: Any) -> bytes:
    """Returns 8-bit samples, rounded down as by ComfyUI's own node."""
    if hasattr(image, "cpu"):
        image = image.cpu()
    if hasattr(image, "numpy"):
        array = image.numpy()
        return bytes((array * 255.0).clip(0, 255).astype("uint8").tobytes())
    return bytes(min(255, max(0, int(255.0 * value))) for row in image.tolist() for pixel in row for value in pixel)


NODE_CLASS_MAPPINGS = {"SaveToRunfolio": SaveToRunfolio}
NODE_DISPLAY_NAME_MAPPINGS = {"SaveToRunfolio": "Save to Runfolio"}
