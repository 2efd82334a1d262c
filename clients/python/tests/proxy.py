"""A TCP proxy that breaks the first connections which send more than a number of bytes."""

from __future__ import annotations

import socket
import socketserver
import threading
import types
import urllib.parse
from typing import Any, Optional


class BreakingProxy(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, url: str, break_after: int, times: int = 1) -> None:
        parts = urllib.parse.urlsplit(url)
        self.target = (parts.hostname or "", parts.port or 80)
        self.break_after = break_after
        self.times = times
        self.broken = 0
        super().__init__(("127.0.0.1", 0), Relay)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> BreakingProxy:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]] = None,
        error: Optional[BaseException] = None,
        trace: Optional[types.TracebackType] = None,
    ) -> None:
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


class Relay(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        proxy = self.server
        assert isinstance(proxy, BreakingProxy)
        with socket.create_connection(proxy.target) as upstream:
            back = threading.Thread(target=self._copy_back, args=(upstream,), daemon=True)
            back.start()
            sent = 0
            while True:
                data = self.request.recv(1 << 16)
                if not data:
                    break
                sent += len(data)
                upstream.sendall(data)
                if sent > proxy.break_after and proxy.broken < proxy.times:
                    proxy.broken += 1
                    # a close alone waits for the other thread
                    upstream.shutdown(socket.SHUT_RDWR)
                    self.request.close()
                    return
            upstream.shutdown(socket.SHUT_WR)
            back.join(10)

    def _copy_back(self, upstream: socket.socket) -> None:
        try:
            while True:
                data = upstream.recv(1 << 16)
                if not data:
                    break
                self.request.sendall(data)
        except OSError:
            pass
