#!/usr/bin/env python3
"""Dumps from real servers, each into the server that wrote it: the copy loads as the original does,
and so does the stream of RESTORE commands.
"""

import glob
import os

from server_case import Run, ServerCase, run


class GoldenTest(ServerCase):
    def dumps(self):
        product, version = Run.kind.split("-")
        found = sorted(glob.glob(os.path.join(Run.corpus, "golden", f"{product}-{version}*",
                                              "*.rdb")))
        self.assertTrue(found, "the corpus has no dump of this server")
        return found

    def test_restore_gives_what_loading_gives(self):
        for dump in self.dumps():
            with self.subTest(dump=os.path.basename(dump)):
                stream = self.path("stream.resp")
                self.rdbmill("resp", dump, "--mode", "restore", "--target", Run.target(),
                             "-O", "-o", stream)
                loaded, restored = self.server(dump), self.server()
                self.pipe_into(restored, stream)
                self.assertEqual(restored.keys(), loaded.keys())
                self.assertEqual(restored.expiries(), loaded.expiries())
                self.assertEqual(restored.digest(), loaded.digest())
                self.assertEqual(restored.functions(), loaded.functions())
                loaded.stop()
                restored.stop()


if __name__ == "__main__":
    run(needs_corpus=True)
