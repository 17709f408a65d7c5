# SPDX-License-Identifier: Apache-2.0
"""Programs that the tests start, and what they write."""

import re
import signal
import subprocess
import threading
import time


class Process:
    """A running program; its stdout and stderr are kept as lines.

    REQUIRES: stop() or kill() is called in the end.
    """

    def __init__(self, name, arguments, **options):
        self.name = name
        self.lines = []
        self._news = threading.Condition()
        self._silent = False  # It has closed its output.
        self._process = subprocess.Popen(
            [str(argument) for argument in arguments], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace", bufsize=1, **options)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self._process.stdout:
            with self._news:
                self.lines.append(line.rstrip("\n"))
                self._news.notify_all()
        with self._news:
            self._silent = True
            self._news.notify_all()

    @property
    def pid(self):
        """Gives the process id."""
        return self._process.pid

    @property
    def output(self):
        """Gives all that has been written so far."""
        with self._news:
            return "\n".join(self.lines)

    def running(self):
        """Tells whether the program has not ended."""
        return self._process.poll() is None

    def expect(self, pattern, timeout=30, since=0):
        """Waits for a line from number `since` on; gives the match."""
        deadline = time.monotonic() + timeout
        position = since
        with self._news:
            while True:
                while position < len(self.lines):
                    match = re.search(pattern, self.lines[position])
                    position += 1
                    if match:
                        return match
                left = deadline - time.monotonic()
                if left <= 0 or self._silent:
                    break
                self._news.wait(left)
        raise AssertionError(
            f"{self.name} did not write {pattern!r}; it wrote:\n{self.output}")

    def until(self, condition, timeout=30):
        """Waits until what it wrote makes `condition()` true; gives that."""
        with self._news:
            self._news.wait_for(lambda: condition() or self._silent, timeout)
        result = condition()
        assert result, f"{self.name} wrote no more than:\n{self.output}"
        return result

    def write(self, line):
        """Writes a line to the program's stdin."""
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def end_input(self):
        """Closes the program's stdin."""
        self._process.stdin.close()

    def signal(self, number):
        """Sends a signal."""
        self._process.send_signal(number)

    def wait(self, timeout=30):
        """Waits for the end; gives the exit status."""
        status = self._process.wait(timeout)
        self._reader.join(5)
        return status

    def stop(self, timeout=30):
        """Asks it to end and gives the exit status; kills it if it stays."""
        if self.running():
            self.signal(signal.SIGTERM)
        try:
            return self.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(
                f"{self.name} did not end; it wrote:\n{self.output}") from None
        finally:
            self._process.stdin.close()

    def kill(self):
        """Ends it at once."""
        self._process.kill()
        self.wait()
