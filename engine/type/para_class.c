/* engine/type/para_class.c - the class of every character: tables. */
#include <string.h>

#include "engine/base/utf8.h"
#include "engine/type/para_internal.h"

/* Characters by class; what is in no row is judged by range below. */
static const struct {
    enum cell_class class;
    const char *chars;
} ROWS[] = {
    {CELL_OPEN, "（《〈「『【〔〖“‘([{［｛"},
    {CELL_CLOSE, "）》〉」』】〕〗”’)]}］｝"},
    {CELL_PAUSE, "，、；："},
    {CELL_STOP, "。．？！"},
    {CELL_MIDDLE, "·・～〜–‑•∶"},
    {CELL_SLASH, "/／"},
    {CELL_WHOLE, "—⸺…―"},
    {CELL_PREFIX, "¥￥$€£≥≤＞＜>＝±＋−№第"},
    {CELL_SUFFIX, "%‰％℃℉°′″㎡㎏㎜㎝㎞㏄"},
    {CELL_LIST, "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
                "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑"},
};

static const char COUNTERS[] =
    "年月日号时点分秒个人名户份次项条件元万亿千百十家村镇乡县市组类级岁天周"
    "届期页题版章节款倍成余多位所处条张件辆米里亩吨斤";
static const char NUMERALS[] = "一二三四五六七八九十百千万零〇两";

static bool among(const char *chars, uint32_t c)
{
    uint32_t x;
    while ((x = utf8_next(&chars)) != 0)
        if (x == c)
            return true;
    return false;
}

bool para_is_counter(uint32_t c)
{
    return among(COUNTERS, c);
}

bool para_is_numeral(uint32_t c)
{
    return among(NUMERALS, c);
}

/* Letters and ASCII.  × ÷ ± ° § belong to the Chinese face. */
bool para_is_latin(uint32_t c)
{
    return (c > 0 && c < 0x7F) || c == 0xA0 ||
           (c >= 0xC0 && c < 0x250 && c != 0xD7 && c != 0xF7);
}

enum cell_class para_class(uint32_t c)
{
    if (c == ' ' || c == '\t')
        return CELL_SPACE;
    if (c >= '0' && c <= '9')
        return CELL_DIGIT;
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        if (among(ROWS[i].chars, c))
            return ROWS[i].class;
    return para_is_latin(c) ? CELL_LATIN : CELL_HAN;
}
