"""Answers by their address, at most so many bytes of them: what was not asked for longest goes first."""

from collections import OrderedDict
from threading import Lock

# What Python needs for an answer beside its bytes, roughly.
OVERHEAD = 4_000


class Store:
    """For many threads at once."""

    def __init__(self, most):
        self.most = most
        self.size = 0
        self._found = OrderedDict()
        self._lock = Lock()

    def __len__(self):
        return len(self._found)

    def get(self, key):
        with self._lock:
            if (answer := self._found.get(key)) is not None:
                self._found.move_to_end(key)
            return answer

    def put(self, key, answer):
        """Keep ``answer``; one that alone is larger than a tenth of the room is not kept."""
        with self._lock:
            self._forget(key)
            if answer.size + OVERHEAD > self.most // 10:
                return
            self._found[key] = answer
            self.size += answer.size + OVERHEAD
            answer.counted = answer.size
            self._make_room()

    def grown(self, key, answer):
        """Count again an answer that has got another form."""
        with self._lock:
            if self._found.get(key) is answer:
                self.size += answer.size - answer.counted
                answer.counted = answer.size
                self._make_room()

    def forget(self, key):
        with self._lock:
            self._forget(key)

    def _forget(self, key):
        if (old := self._found.pop(key, None)) is not None:
            self.size -= old.counted + OVERHEAD

    def _make_room(self):
        while self.size > self.most:
            self._forget(next(iter(self._found)))
