#!/usr/bin/python3
"""Cut a trace (one HTML file of `pingyi scan --trace`) into a picture for each
stage, with a headless browser: trace_pictures.py TRACE.html OUT-PREFIX
"""
import os
import re
import subprocess
import sys
import tempfile

HEIGHTS = {1: 1240, 2: 1330, 3: 330, 4: 1080, 5: 640}


def shoot(page, out, height, folder):
    path = os.path.join(folder, "stage.html")
    with open(path, "w", encoding="utf-8") as text:
        text.write(page)
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
         "--disable-background-networking", "--disable-sync", "--no-first-run",
         f"--user-data-dir={folder}/profile", f"--window-size=760,{height}",
         f"--screenshot={out}", f"file://{path}"],
        check=True, stderr=subprocess.DEVNULL, timeout=60)


def main():
    with open(sys.argv[1], encoding="utf-8") as text:
        whole = text.read()
    head, *stages = re.split(r"(?=<h2>)", whole)
    head = re.sub(r"<h1>.*", "<style>h2{border:0;margin:0}body{margin:10px auto}</style>", head, flags=re.S)
    with tempfile.TemporaryDirectory() as folder:
        for number, stage in enumerate(stages, 1):
            out = os.path.abspath(f"{sys.argv[2]}{number}.png")
            shoot(head + stage, out, HEIGHTS.get(number, 1100), folder)
            subprocess.run(["convert", out, "-trim", "+repage", "-bordercolor", "white", "-border", "6",
                            "-colors", "64", out], check=True)
            print(out)


main()
