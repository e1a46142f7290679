#!/usr/bin/env python3
"""regroup_faults_test.py RDBMILL: a regroup that spills, killed, out of disk, without a folder.

What is promised: the old output stays until the new one is complete, and nothing of ours is left
but at most one named temporary file, which the next run mentions.
"""

import os
import pathlib
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import unittest

RDBMILL = ""
PATTERN = "{a}:{b}:{c}:{d}:{article}:{e}:{date}:{hour}:{minute}"
KILLS = 200
OLD = b"the old output"


class RegroupFaults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.flat = pathlib.Path(cls.folder.name, "flat.rdb")
        subprocess.run([RDBMILL, "gen", "counters", "--keys", "40000", "-o", cls.flat], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.out = pathlib.Path(self.place.name, "out.rdb")
        self.out.write_bytes(OLD)

    def tearDown(self):
        self.place.cleanup()

    def command(self, *options, memory="300KB", out=None):
        return [RDBMILL, "regroup", "--match", PATTERN, "--field", "article", "--memory-limit",
                memory, "-O", "-o", str(out or self.out), *options, str(self.flat)]

    def left(self):
        return sorted(set(os.listdir(self.place.name)) - {"out.rdb"})

    def fails(self, status, *options, **how):
        done = subprocess.run(self.command(*options), capture_output=True, **how)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertEqual(self.out.read_bytes(), OLD)
        self.assertEqual(self.left(), [])
        return done.stderr.decode()

    def test_killed_at_any_moment(self):
        duration = self.whole_run()
        whole = self.out.read_bytes()
        self.assertNotEqual(whole, OLD)
        generator = random.Random(1)
        killed = complete = named = 0
        while killed < KILLS:
            self.out.write_bytes(OLD)
            process = subprocess.Popen(self.command("-q"), stderr=subprocess.DEVNULL)
            try:
                process.wait(generator.uniform(0, duration))
                # done before its time: the machine is quicker than it was
                self.assertEqual(process.returncode, 0)
                duration *= 0.95
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                killed += 1
                if killed % 20 == 0:
                    duration = self.whole_run(pathlib.Path(self.folder.name, "again.rdb"))
            content = self.out.read_bytes()
            self.assertIn(content, (OLD, whole))
            complete += content == whole
            leftovers = self.left()
            self.assertLessEqual(len(leftovers), 1)
            for name in leftovers:
                named += 1
                said = subprocess.run(self.command(), capture_output=True, check=True).stderr
                self.assertIn(name.encode(), said)
                os.unlink(pathlib.Path(self.place.name, name))
        print(f"{killed} runs killed, {complete} complete, {named} left a named file")

    def whole_run(self, out=None):
        """Seconds that a run takes which nobody kills."""
        start = time.monotonic()
        subprocess.run(self.command("-q", out=out), check=True)
        return time.monotonic() - start

    def test_terminated(self):
        duration = self.whole_run()
        whole = self.out.read_bytes()
        generator = random.Random(2)
        ended = 0
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) * 10:
            self.out.write_bytes(OLD)
            process = subprocess.Popen(self.command("-q"))
            time.sleep(generator.uniform(0, duration * 0.8))
            process.send_signal(number)
            status = process.wait()
            self.assertIn(status, (0, -number))
            self.assertEqual(self.left(), [])
            # the signal may come when the new output has its name and the folder is being synced
            self.assertIn(self.out.read_bytes(), (OLD, whole) if status else (whole,))
            ended += status != 0
        self.assertGreater(ended, 0)

    def test_files_may_not_grow(self):
        # as a full disk, without the rights to make one: each file may have so many bytes
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

        self.assertIn("File too large", self.fails(5, preexec_fn=limit))

    def in_small_file_system(self, size, *options):
        """The command, its output and temporary files where only `size` bytes have room."""
        shell = ('mount -t tmpfs -o size="$1" none "$2" || exit 99; echo "$3" > "$2/out.rdb"; '
                 'place=$2; shift 3; "$@"; status=$?; cat "$place/out.rdb"; ls -A "$place"; '
                 'exit $status')
        return subprocess.run(
            ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", shell, "sh", str(size),
             self.place.name, OLD.decode(), *self.command(*options, "--allow-tmpfs")],
            capture_output=True)

    def test_the_disk_is_full(self):
        elsewhere = tempfile.TemporaryDirectory()
        self.addCleanup(elsewhere.cleanup)
        done = self.in_small_file_system("64M")
        if done.returncode in (1, 99) and not done.stdout:
            self.skipTest("no file systems can be mounted here: " + done.stderr.decode())
        self.assertEqual(done.returncode, 0, done.stderr)
        whole = len(done.stdout)
        # room for nothing, for the temporary file but not for the output, and for half of that
        for size, options in (("64k", ()), ("256k", ()), (f"{whole // 2}", ("--tmp-dir", elsewhere.name))):
            with self.subTest(size=size):
                done = self.in_small_file_system(size, *options)
                self.assertEqual(done.returncode, 5, done.stderr)
                self.assertIn(b"No space left on device", done.stderr)
                self.assertEqual(done.stdout, OLD + b"\nout.rdb\n")
        self.assertEqual(os.listdir(elsewhere.name), [])

    def test_a_folder_that_cannot_be_written_to(self):
        locked = tempfile.TemporaryDirectory()
        self.addCleanup(locked.cleanup)
        os.chmod(locked.name, 0o500)
        for folder in [locked.name] * (os.geteuid() != 0) + ["/proc"]:
            self.assertIn("create a temporary file in " + folder, self.fails(5, "--tmp-dir", folder))

    def test_no_place_for_temporary_files(self):
        said = self.fails(5, "--tmp-dir", self.place.name + "/none")
        self.assertIn("create a temporary file in", said)
        self.assertIn("/none", said)
        # where nothing is spilled it is not even looked for
        command = self.command("-q", "--tmp-dir", self.place.name + "/none", memory="1GB")
        subprocess.run(command, check=True)

    def test_conflict_at_the_very_end(self):
        with open(self.flat, "rb") as flat:
            content = flat.read()
        twice = pathlib.Path(self.place.name, "twice.rdb")
        # the first key once more, behind the last one; no checksum
        begin = content.index(b"\x00\x29") if b"\x00\x29" in content else 0
        record = content[begin:begin + 2 + 0x29 + 2]
        twice.write_bytes(content[:-9] + record + b"\xff" + bytes(8))
        command = self.command()[:-1] + [str(twice)]
        done = subprocess.run(command, capture_output=True)
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertEqual(self.out.read_bytes(), OLD)
        self.assertEqual(self.left(), ["twice.rdb"])


if __name__ == "__main__":
    RDBMILL = sys.argv.pop(1)
    unittest.main()
