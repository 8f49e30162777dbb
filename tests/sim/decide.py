#!/usr/bin/python3
"""A decisions file (pingyi review set --from) for simulated scans: each open
question is answered as the simulated person meant it.

    decide.py TRUTH.jsonl REVIEWS.json > decisions.csv
"""
import csv
import json
import os
import sys

WHY = {"round": "圈在方框外,按本人意思认定", "away": "勾在方框旁,按位置认定",
       "cancel-fill": "涂满作废,以另选项为准", "cancel-scrawl": "涂改作废,以另选项为准",
       "cancel-lines": "划去作废,以另选项为准"}


def main():
    pages = {}
    with open(sys.argv[1], encoding="utf-8") as truth:
        for line in truth:
            page = json.loads(line)
            pages[page["file"], page["page"]] = page
    with open(sys.argv[2], encoding="utf-8") as text:
        reviews = json.load(text)["reviews"]
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["sheet", "side", "item", "answer", "who", "why"])
    for review in reviews:
        page = pages.get((os.path.basename(review["file"]), review["page"] - 1))
        sheet = review["sheet"] or os.path.basename(review["file"])
        if not page or not review["item"]:
            continue  # a page as a whole: left for the clerk to see
        item = next(i for i in page["items"] if i["question"] == review["item"])
        kinds = [b["kind"] for b in page["boxes"] if b["question"] == review["item"]]
        why = next((WHY[k] for k in kinds if k in WHY), "放大看清笔迹后认定")
        answer = ";".join(item["choices"]) if item["state"] == "given" else item["state"]
        out.writerow([sheet, review["side"] or "", review["item"], answer, "复核员王芳", why])


main()
