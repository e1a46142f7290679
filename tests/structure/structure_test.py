#!/usr/bin/env python3
"""Shows that every rule of check_structure.py can fail: a clean tree, then one breach at a time."""

import os
import tempfile
import unittest

from check_structure import CHECKS, breaches

CLEAN = {
    "LICENSE": "Apache License\nVersion 2.0\n",
    "librdb/base/bytes.h": "// Bytes.\n#pragma once\n#include <string>\n",
    "librdb/io/source.h": '// Sources.\n#pragma once\n#include "librdb/base/bytes.h"\n',
    "librdb/io/source.cc": '#include "librdb/io/source.h"\n#include <zlib.h>\n',
    "librdb/event/entry.h": "// Entries.\n#pragma once\n",
    "librdb/parse/reader.cc": '#include "librdb/io/source.h"\n#include "librdb/event/entry.h"\n',
    "tools/main.cc": "#include <CLI/CLI.hpp>\n",
    "tests/unit/base/bytes_test.cc": "",
    "tests/unit/io/source_test.cc": "",
    "tests/unit/event/entry_test.cc": "",
    "tests/unit/parse/reader_test.cc": "",
}

# rule, file to add or replace, its text
PLANTED = [
    ("check_includes", "librdb/base/up.h", '// Up.\n#pragma once\n#include "librdb/io/source.h"\n'),
    ("check_includes", "librdb/io/side.cc", '#include "librdb/event/entry.h"\n'),
    ("check_includes", "librdb/io/lost.cc", '#include "librdb/base/nowhere.h"\n'),
    ("check_includes", "librdb/io/near.cc", '#include "source.h"\n'),
    ("check_includes", "librdb/io/options.cc", "#include <CLI/CLI.hpp>\n"),
    ("check_includes", "librdb/io/zip.h", "// Zip.\n#pragma once\n#include <zlib.h>\n"),
    ("check_includes", "librdb/attic/old.cc", '#include "librdb/base/bytes.h"\n'),
    ("check_floors_have_tests", "librdb/format/length.cc", ""),
    ("check_names_are_unique", "librdb/base/source.cc", ""),
    ("check_length", "librdb/base/long.cc", "\n" * 501),
    ("check_headers_open_well", "librdb/base/mute.h", "#pragma once\n"),
    ("check_headers_open_well", "librdb/base/twice.h", "// Twice.\n"),
    ("check_headers_open_well", "librdb/base/open.h",
     "// Open.\n#pragma once\nusing namespace std;\n"),
    ("check_own_header_is_first", "librdb/io/source.cc",
     '#include <string>\n#include "librdb/io/source.h"\n'),
    ("check_own_header_is_first", "librdb/io/source.cc",
     '#define UNDER_ANOTHER_NAME\n#include "librdb/io/source.h"\n'),
    ("check_own_header_is_first", "librdb/io/source.cc", ""),
    ("check_types_are_defined_once", "librdb/base/twice.h",
     "// Twice.\n#pragma once\nnamespace rdb {\nstruct alignas(8) Twice {\n};\n"
     "class Twice final : public Once {\n};\n}  // namespace rdb\n"),
    ("check_types_are_defined_once", "librdb/base/twice.cc",
     "namespace rdb {\nnamespace {\nstruct Twice {\n};\n}  // namespace\nenum class Twice : char {\n};\n"
     "struct Twice {\n};\n}  // namespace rdb\n"),
    ("check_library_manners", "librdb/base/loud.cc", "#include <iostream>\n"),
    ("check_library_manners", "librdb/base/loud.cc", 'void f() { printf("x"); }\n'),
    ("check_library_manners", "librdb/base/quit.cc", "void f() { exit(1); }\n"),
    ("check_library_manners", "librdb/base/curious.cc", 'auto f() { return std::getenv("X"); }\n'),
    ("check_denied_words", "docs/notes.md", "see /ho" + "me/someone/notes\n"),
    ("check_denied_words", "docs/notes.md", "FIX" + "ME later\n"),
    ("check_denied_words", "docs/notes.md", "from https:" + "//registry.invalid/x\n"),
    ("check_license", "LICENSE", "All rights reserved\n"),
    ("check_license", "LICENSE", None),
]


def build(root, files):
    for path, text in files.items():
        if text is None:
            continue
        full = os.path.join(root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)


class StructureTest(unittest.TestCase):
    def test_a_clean_tree_has_no_breach(self):
        with tempfile.TemporaryDirectory() as root:
            build(root, CLEAN)
            self.assertEqual(breaches(root), [])

    def test_each_planted_breach_is_found_by_its_rule_alone(self):
        for rule, path, text in PLANTED:
            with self.subTest(rule=rule, path=path), tempfile.TemporaryDirectory() as root:
                build(root, {**CLEAN, path: text})
                found = breaches(root)
                self.assertTrue(found, "not found")
                self.assertEqual({line.split(":")[0] for line in found}, {rule})

    def test_every_rule_has_a_planted_breach(self):
        self.assertEqual({rule for rule, _, _ in PLANTED}, {check.__name__ for check in CHECKS})

    def test_ordinary_code_is_left_alone(self):
        with tempfile.TemporaryDirectory() as root:
            build(root, {**CLEAN, "librdb/base/fine.cc":
                         "// exit() and printf() in words\n"
                         "void f() { sink.abort(entry); std::snprintf(b, 9, \"\"); on_exit(1); }\n"
                         "namespace rdb {\nstruct Same;\nstruct Same {\n};\nnamespace {\nstruct Same {\n};\n"
                         "}  // namespace\n}  // namespace rdb\nnamespace other {\nstruct Same {\n};\n}  // namespace other\n"})
            self.assertEqual(breaches(root), [])


if __name__ == "__main__":
    unittest.main()
