#!/usr/bin/env python3
"""consume_package.py BUILD PROJECT COMPILER: installs the library and builds PROJECT against it,
once through find_package(rdbmill), once through pkg-config, and runs both.
"""

import glob
import os
import subprocess
import sys
import tempfile


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False, **options)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def main():
    build, project, compiler = sys.argv[1:4]
    with tempfile.TemporaryDirectory() as folder:
        prefix = os.path.join(folder, "installed")
        run("cmake", "--build", build, "--target", "rdbmill_archive")
        run("cmake", "--install", build, "--prefix", prefix, "--component", "library")

        out = os.path.join(folder, "build")
        run("cmake", "-S", project, "-B", out, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}",
            f"-DCMAKE_CXX_COMPILER={compiler}")
        run("cmake", "--build", out)
        print("find_package:", run(os.path.join(out, "consumer")).strip())

        found = glob.glob(os.path.join(prefix, "**", "rdbmill.pc"), recursive=True)
        environment = {**os.environ, "PKG_CONFIG_PATH": os.path.dirname(found[0])}
        flags = run("pkg-config", "--cflags", "--libs", "--static", "rdbmill", env=environment)
        program = os.path.join(folder, "by_pkg_config")
        source = os.path.join(project, "consumer.cc")
        run(compiler, "-std=c++20", source, "-o", program, *flags.split())
        print("pkg-config:", run(program).strip())


if __name__ == "__main__":
    main()
