/* omr/judge_table.h - every number the judge decides by: the one table.
 *
 * Included with PARAM and CHANCE defined; struct judge_params (judge.h), its
 * usual values (judge.c), the rows of chances (judge_chance.c), the names in
 * JSON, their ranges and the table of docs/reading.md (judge_params.c) are all
 * made from it.  A new number is one row here and nothing elsewhere.
 *
 *   PARAM(name, usual, before, low, high, unit, text)
 *     before  what a round stored without the name is judged with: the value
 *             that was compiled in until the name came, or the one that makes
 *             a later rule do nothing.  It never changes again; `usual` may.
 *     low, high  what may be set, both included
 *     unit    share: of the box's area; ink: darkness from paper 0 to the
 *             page's own black 1; sides: of the box; hand: times the usual
 *             mark of the page's hand; times; count; chance; switch
 *   CHANCE(name, state, reason, below, chance, below_before, before)
 *     of the boxes judged so with cover below `below` (9: any) the share
 *     `chance` was meant as marked; the first row that fits counts.  Two
 *     parameters: chance_NAME_below and chance_NAME.  In a row that comes
 *     later below_before is 0: no box fits.
 *
 * No guard: it is included more than once.  How each number was found:
 * docs/reading.md#judging.
 */
#ifndef PARAM
#define PARAM(name, usual, before, low, high, unit, text)
#endif
#ifndef CHANCE
#define CHANCE(name, state, reason, below, chance, below_before, before)
#endif

/* ---- one box alone (judge.c) ---- */
PARAM(empty_below, 0.010, 0.010, 0, 1, "share",
      N_("a box with less ink than this is empty"))
PARAM(marked_above, 0.016, 0.016, 0, 1, "share",
      N_("a box with more ink than this is marked"))
PARAM(stroke_min, 0.25, 0.25, 0, 2, "sides",
      N_("length a mark's largest stroke must have, in box sides"))
PARAM(dot_ink, 0.25, 0.25, 0, 1, "ink",
      N_("a shorter stroke counts when its ink is at least this dark …"))
PARAM(goes_on, 0.03, 0.03, 0, 2, "share",
      N_("… or this much ink round the box shows that it goes on there"))
PARAM(fill_above, 0.60, 0.60, 0, 1, "share",
      N_("from this much ink on a box is filled"))
PARAM(solid_min, 0.93, 0.93, 0, 1, "share",
      N_("cells of a box that a fill must reach"))
PARAM(ring_max, 0.10, 0.10, 0, 1, "share",
      N_("more ink than this round an empty box is a doubt"))
PARAM(specks_max, 0.010, 0.010, 0, 1, "share",
      N_("more specks than this in an empty box are a doubt"))
PARAM(over_ring, 0.085, 0.085, 0, 1, "share",
      N_("more ink than this round a marked box: something runs over it"))
PARAM(over_more, 0.15, 0.15, 0, 9, "times",
      N_("a heavy mark may have this much of its own ink more round it"))
PARAM(struck_above, 0.95, 0.95, 0, 2, "share",
      N_("a line this complete across the box crosses it out"))
PARAM(pale_below, 0.20, 0.20, 0, 1, "ink",
      N_("ink paler than this is a doubt"))
PARAM(lost_below, 0.50, 0.50, 0, 2, "share",
      N_("a printed outline weaker than this is not judged"))
PARAM(masked_max, 0.35, 0.35, 0, 1, "share",
      N_("a box hidden more than this is not judged"))
PARAM(passing_maybe, 0.25, 0.25, 0, 2, "share",
      N_("ink this much of which may be another box's is a doubt …"))
PARAM(passing_from, 0.60, 0.60, 0, 2, "share",
      N_("… and from here on it is the other box's"))
PARAM(passing_mark, 0.10, 0.10, 0, 2, "share",
      N_("a stroke that passes through leaves less than this; more is a "
         "doubt"))

/* ---- against the page's other marks (judge.c) ---- */
PARAM(hand_marks, 3, 3, 1, 9999, "count",
      N_("fewer marks than this do not tell how a hand marks"))
PARAM(heavy_from, 0.35, 0.35, 0, 2, "share",
      N_("a mark this heavy may be a cancellation …"))
PARAM(heavy_times, 2.2, 2.2, 1, 99, "hand",
      N_("… when it is so many times the page's usual mark"))
PARAM(weak_below, 0.045, 0.045, 0, 1, "share",
      N_("a mark this weak may be dirt …"))
PARAM(weak_share, 0.25, 0.25, 0, 1, "hand",
      N_("… when it is below this share of the page's usual mark …"))
PARAM(weak_ring, 0.009, 0.009, 0, 2, "share",
      N_("… and less ink than this stands round its box"))
PARAM(pale_share, 0.50, 0.50, 0, 1, "times",
      N_("ink below this share of the page's marks is not of this pen"))
PARAM(hand_fills, 0.50, 0.50, 0, 2, "share",
      N_("a hand whose usual mark has this much ink marks by filling"))

/* ---- against the page's dirt (judge.c) ---- */
PARAM(dirt_max, 0.006, 0.006, 0, 1, "share",
      N_("more ink than this round most boxes: the page is dirty …"))
PARAM(dirty_below, 0.09, 0.09, 0, 2, "share",
      N_("… and marks weaker than this are a doubt"))
PARAM(noise_max, 0.30, 0.30, 0, 1, "ink",
      N_("when empty boxes are this dark, every mark is a doubt"))

/* ---- the boxes of one question together (judge_item.c) ---- */
PARAM(unlike_times, 2.0, 2.0, 1, 99, "times",
      N_("two marks of a question, one so many times the other, are a "
         "doubt"))
PARAM(runs_on, 0.08, 0.08, 0, 2, "share",
      N_("two marks, more ink than this round one of them: writing may run "
         "through them"))
PARAM(heavy_mark, 0.40, 0.40, 0, 2, "share",
      N_("beside a mark heavier than this a fill is no plain cancellation"))
PARAM(bare_max, 0.004, 0.004, 0, 1, "share",
      N_("a box with no more ink and specks than this has none"))
PARAM(beside_max, 0.008, 0.008, 0, 2, "share",
      N_("ink round a box that is no more than this is none"))
PARAM(crumbs_min, 0.003, 0.003, 0, 1, "share",
      N_("crumbs of ink from which on a question without a mark is a doubt"))
PARAM(lone_cover, 0.0080, 0.0080, 0, 1, "share",
      N_("the only ink of a question counts when it is this much …"))
PARAM(lone_ink, 0.45, 0.45, 0, 1, "ink", N_("… and this dark …"))
PARAM(lone_share, 0.15, 0.15, 0, 9, "hand",
      N_("… and this share of the page's usual mark …"))
PARAM(lone_through, 0.10, 0.10, 0, 2, "share",
      N_("… and less than this of it may be another box's; the same for "
         "circles"))
PARAM(dust_cover, 0.020, 0.020, 0, 1, "share",
      N_("beside a clear mark less ink than this is dust …"))
PARAM(dust_share, 0.15, 0.15, 0, 9, "times",
      N_("… when it is below this share of the mark …"))
PARAM(dust_extent, 0.25, 0.25, 0, 2, "sides", N_("… and shorter than this"))
PARAM(clear_ink, 0.30, 0.30, 0, 1, "ink",
      N_("a mark at least this dark is a clear one"))
PARAM(circled_ring, 0.18, 0.18, 0, 2, "share",
      N_("this much ink round the one box of a question is a circle round "
         "it"))
PARAM(broad_cover, 0.10, 0.10, 0, 2, "share",
      N_("the only mark of a question, with ink round it, counts when it has "
         "this much itself …"))
PARAM(broad_ring, 0.20, 0.20, 0, 2, "share",
      N_("… less than this round it …"))
PARAM(broad_beside, 0.05, 0.05, 0, 2, "share",
      N_("… and no more than this round the other boxes"))
PARAM(own_mark, 0.95, 0.95, 0, 99, "hand",
      N_("a box a tail runs into is marked when it holds this much …"))
PARAM(own_maybe, 0.70, 0.70, 0, 99, "hand",
      N_("… or this much where it is open whose the tail is"))
PARAM(tail_only, 0.60, 0.60, 0, 99, "hand",
      N_("less ink than this is a tail and nothing else …"))
PARAM(tail_cover, 0.02, 0.10, 0, 2, "share",
      N_("… when it is also less than this"))
PARAM(doubt_least, 0.10, 0.10, 0, 1, "chance",
      N_("doubt of a question that goes to a person, at least"))

/* ---- bubbles that are filled in (judge_fill.c) ---- */
PARAM(fills, 0, 0, 0, 1, "switch",
      N_("1: bubbles are filled in and nothing cancels a fill"))
PARAM(bubble_empty, 0.06, 0.06, 0, 2, "share",
      N_("a bubble with less ink than this is empty"))
PARAM(bubble_mark, 0.34, 0.34, 0, 2, "share",
      N_("a bubble with this much ink is filled in"))
PARAM(bubble_pale, 0.22, 0.22, 0, 1, "ink",
      N_("a fill paler than this may be erased"))
PARAM(bubble_weaker, 0.55, 0.55, 0, 1, "times",
      N_("a fill below this share of its question's strongest may be erased"))
PARAM(bubble_lost, 0.40, 0.40, 0, 2, "share",
      N_("a bubble whose outline is weaker than this is not judged"))
PARAM(bubble_lone, 0.10, 0.10, 0, 2, "share",
      N_("the only ink of a question counts when it is this much …"))
PARAM(bubble_lone_ink, 0.35, 0.35, 0, 1, "ink", N_("… and this dark …"))
PARAM(bubble_bare, 0.03, 0.03, 0, 2, "share",
      N_("… and the other bubbles have no more than this"))
PARAM(bubble_beside, 0.02, 9, 0, 9, "share",
      N_("a question without a mark is not blank when more of the paper round "
         "a bubble is dark"))
PARAM(bubble_half, 0.20, 0.20, 0, 2, "share",
      N_("ink of a bubble that is as likely meant as not"))
PARAM(bubble_steep, 30, 30, 1, 999, "times",
      N_("how fast that chance rises with the ink"))
PARAM(bubble_open, 0.05, 0.05, 0, 0.5, "chance",
      N_("a doubtful bubble is never surer than this"))
PARAM(bubble_lone_chance, 0.97, 0.97, 0, 1, "chance",
      N_("chance of the only ink of a question, at least"))
PARAM(bubble_weaker_chance, 0.5, 0.5, 0, 1, "chance",
      N_("chance of a fill that may be erased"))
PARAM(bubble_doubt, 0.5, 0.5, 0, 1, "chance",
      N_("doubt of a bubble question that goes to a person, at least"))

/* ---- what the page tells (judge_sheet.c) ---- */
PARAM(thin_outline, 0.80, 0.80, 0, 2, "times",
      N_("an outline weaker than this, times the page's usual one, "
         "is thin"))
PARAM(thin_share, 0.07, 2, 0, 2, "share",
      N_("where so many of a page's outlines are thin a light "
         "threshold took them: none counts as lost …"))
PARAM(thin_min, 3, 3, 0, 1000, "count",
      N_("… from this many on"))
PARAM(crumb_below, 0.020, 0.020, 0, 1, "share",
      N_("ink below this in a box is a crumb or a speck, no whole "
         "mark"))
PARAM(noise_free, 0.020, 0.020, 0, 1, "ink",
      N_("empty boxes of a bilevel page show no more than this"))
PARAM(eaten_least, 0.045, 0, 0, 1, "share",
      N_("on a page without noise, weaker marks below this: the "
         "threshold left only crumbs of some"))
PARAM(eaten_maybe, 0.080, 0, 0, 1, "share",
      N_("the same where crumbs are seen; crumbs alone in a question "
         "are then its mark"))
PARAM(eaten_crumbs, 2, 2, 0, 1000, "count",
      N_("boxes with crumbs from which on crumbs are seen"))
PARAM(sprawls, 0.20, 0.20, 0, 1, "share",
      N_("a hand of which so many marks run out of their boxes "
         "sprawls"))
PARAM(speckled, 0.06, 0.06, 0, 1, "share",
      N_("where so many boxes have a point of ink in or round them "
         "the page is not clean …"))
PARAM(speckled_few, 2, 2, 0, 1000, "count",
      N_("… not counting this many"))
PARAM(dirt_inside, 0.006, 0.006, 0, 1, "share",
      N_("a box with less ink than this holds none of its own …"))
PARAM(dirt_ring, 0.020, 0.020, 0, 2, "share",
      N_("… and with this much ink round it stands in dirt"))
PARAM(dirt_near, 5, 5, 0, 1000, "count",
      N_("so many boxes before and behind are looked at for dirt"))
PARAM(dirt_min, 2, 1000, 0, 1000, "count",
      N_("a mark near so many boxes in dirt is doubtful …"))
PARAM(dirt_own, 0.02, 0.02, 0, 2, "share",
      N_("… when this much ink is round it too …"))
PARAM(dirt_weak, 0.6, 0.6, 0, 9, "hand",
      N_("… and it is weaker than this, or not the only mark of "
         "its question"))
PARAM(dirt_page, 2, 2, 0, 1000, "count",
      N_("a page with more boxes in dirt than this is stained or "
         "written on"))
PARAM(cross_arms, 4, 1000, 0, 1000, "count",
      N_("a mark with so many arms, by a hand that makes no crosses, "
         "is crossed out …"))
PARAM(lines_strike, 0.90, 9, 0, 9, "share",
      N_("… and one with so much of a line across it …"))
PARAM(cross_times, 1.5, 1.5, 0, 9, "hand",
      N_("… when it is so heavy"))
PARAM(hand_arms, 2.5, 2.5, 0, 9, "count",
      N_("a hand whose marks have more arms on average makes crosses"))
PARAM(like, 0.30, 0.30, 0, 1, "hand",
      N_("a mark this near the hand's usual one is like it"))
PARAM(nothing, 0.002, 0.002, 0, 1, "share",
      N_("ink in or round a box that is none"))
PARAM(point_cover, 0.0095, 2, 0, 2, "share",
      N_("on a clean page the only ink of a question counts when it "
         "is this much …"))
PARAM(point_long, 0.12, 0.12, 0, 2, "sides",
      N_("… this long …"))
PARAM(point_ink, 0.25, 0.25, 0, 1, "ink",
      N_("… and this dark"))
PARAM(dot_cover, 0.018, 2, 0, 2, "share",
      N_("on any page without stains the only ink of a question "
         "counts when it is this much …"))
PARAM(dot_long, 0.14, 0.14, 0, 2, "sides",
      N_("… this long …"))
PARAM(dot_deep, 0.40, 0.40, 0, 1, "ink",
      N_("… and this dark"))
PARAM(crumb_mark, 0.0025, 0.0025, 0, 1, "share",
      N_("crumbs of an eaten mark, at least"))
PARAM(speck_cover, 0.012, 0.012, 0, 1, "share",
      N_("less ink than this …"))
PARAM(speck_long, 0.10, 0.10, 0, 2, "sides",
      N_("… and shorter than this is a speck"))
PARAM(lone_speck, 0.0085, 0, 0, 1, "share",
      N_("specks alone, no more than this: one grain of dust"))
PARAM(beside_cover, 0.026, 0.026, 0, 1, "share",
      N_("beside a plain mark less ink than this …"))
PARAM(beside_long, 0.13, 0.13, 0, 2, "sides",
      N_("… shorter than this is dust …"))
PARAM(beside_times, 5.0, 5.0, 0, 100, "times",
      N_("… when the mark has so many times its ink"))
PARAM(beside_ring, 0.008, 0.008, 0, 2, "share",
      N_("… and no more ink than this is round it"))
PARAM(haze_noise, 0.04, 0.04, 0, 1, "ink",
      N_("where empty boxes are this dark …"))
PARAM(haze_ink, 0.18, 0.18, 0, 1, "ink",
      N_("… ink paler than this is grain of the scan …"))
PARAM(haze_times, 2.5, 2.5, 0, 9, "times",
      N_("… when the hand's ink is so many times as dark"))
PARAM(speck_hand, 0.05, 2, 0, 2, "share",
      N_("all this beside a hand whose weaker marks have at least so "
         "much ink"))
PARAM(weak_cover, 0.025, 2, 0, 2, "share",
      N_("a weak stroke of this much ink …"))
PARAM(weak_long, 0.30, 0.30, 0, 2, "sides",
      N_("… and length is a mark …"))
PARAM(big_dot_cover, 0.034, 2, 0, 2, "share",
      N_("… and so is a dot of this much ink …"))
PARAM(big_dot_long, 0.18, 0.18, 0, 2, "sides",
      N_("… and length …"))
PARAM(own_ink, 0.6, 0.6, 0, 9, "hand",
      N_("… as dark as this share of the hand's ink"))
PARAM(taken_times, 1.5, 1.5, 0, 9, "times",
      N_("beside a plain mark a mark so many times as heavy was "
         "taken back …"))
PARAM(taken_strike, 0.95, 9, 0, 9, "share",
      N_("… when so much of a line runs across it …"))
PARAM(taken_solid, 0.80, 9, 0, 9, "share",
      N_("… or so many of its cells are dark"))
PARAM(hidden_max, 0.60, 0.60, 0, 1, "share",
      N_("a box hidden no more than this by a streak can be settled "
         "by its question …"))
PARAM(plain_cover, 0.05, 2, 0, 2, "share",
      N_("… where one mark has this much ink …"))
PARAM(plain_long, 0.25, 0.25, 0, 2, "sides",
      N_("… and this length, and nothing else is inked"))
PARAM(level_times, 1.25, 0, 0, 9, "hand",
      N_("a struck mark no heavier than this that is the only ink of "
         "its question is a level mark"))
PARAM(felt_from, 0.30, 9, 0, 9, "share",
      N_("a hand with this usual mark writes with a felt pen: its "
         "marks strike nothing out …"))
PARAM(felt_times, 1.1, 1.1, 0, 9, "hand",
      N_("… when no heavier than this"))
PARAM(twice_solid, 0.70, 0.70, 0, 1, "share",
      N_("a heavy mark with no more dark cells than this …"))
PARAM(twice_cover, 0.62, 0, 0, 2, "share",
      N_("… and no more ink than this, alone in its question, was "
         "drawn twice"))
PARAM(twice_strike, 0.85, 0.85, 0, 9, "share",
      N_("… when no more of a line than this runs across it"))
PARAM(miss_ring, 0.03, 9, 0, 9, "share",
      N_("where one more may be chosen, this much ink round an empty "
         "box may be a mark that missed it"))
PARAM(miss_near, 0.012, 9, 0, 9, "share",
      N_("the same where the ink begins at the outline"))
PARAM(full_cover, 0.90, 2, 0, 2, "share",
      N_("beside a heavy mark a fill of this much ink is a "
         "cancellation …"))
PARAM(fuller, 0.25, 0.25, 0, 1, "share",
      N_("… when the mark has so much less"))
PARAM(hidden_blank, 0.10, 9, 0, 9, "share",
      N_("a question without a mark is not blank when so much of a "
         "box is hidden"))
PARAM(runs_min, 1, 1, 0, 9, "count",
      N_("a mark whose ink leads on in so many places, but for a "
         "tail, is a stroke from elsewhere"))
PARAM(runs_across, 2, 2, 0, 9, "count",
      N_("the same where several may be chosen"))
PARAM(filling_hand, 0.97, 9, 0, 9, "share",
      N_("a hand whose weaker marks have this much ink fills every "
         "box"))
PARAM(unknown_fills, 0, 1, 0, 1, "switch",
      N_("1: a hand of too few marks counts as one that fills"))
PARAM(chain_long, 0.6, 9, 0, 9, "sides",
      N_("where several may be chosen a passed box with a stroke "
         "this long and the ink of an own mark is one"))

PARAM(scribbled, 0.80, 9, 0, 9, "share",
      N_("of two marks one with so many dark cells …"))
PARAM(scribbled_more, 0.15, 0.15, 0, 1, "share",
      N_("… and so many more than the other was perhaps scribbled over"))
PARAM(sparse_below, 0.34, 0, 0, 1, "share",
      N_("on a page where fewer of the questions have a mark the pen may have "
         "been lost …"))
PARAM(sparse_cover, 0.045, 0.045, 0, 1, "share",
      N_("… and a mark with less ink than this may be dust"))

PARAM(taken_over, 1, 0, 0, 1, "switch",
      N_("1: a blank question beside one with too many marks, one of them "
         "running on, is a doubt"))

/* ---- the second reader (judge_second.c) ---- */
PARAM(second, 1, 0, 0, 1, "switch",
      N_("1: the second reader is asked about every box too"))
PARAM(second_differs, 0.05, 0.05, 0, 1, "chance",
      N_("a box it reads otherwise with more than this chance is a doubt"))
PARAM(second_sure, 0.01, 0.01, 0, 0.5, "chance",
      N_("a doubt is settled where it errs in every box of the question with "
         "less than this chance"))
PARAM(second_faint, 0.2, 0, 0, 1, "times",
      N_("it settles no mark with less ink than this times the hand's usual"))
PARAM(second_strange, 0, 9999, 0, 9999, "count",
      N_("nor one crossed or run over, where more empty boxes than this have "
         "ink beside them"))
PARAM(second_open, 0.00001, 0.00001, 0, 0.5, "chance",
      N_("no box is taken to be surer than this"))

/* ---- the columns of a number (judge_number.c) ---- */
PARAM(gap_doubt, 0.60, 0.60, 0, 1, "chance",
      N_("doubt of a column of a number without one plain digit, at least"))
PARAM(check_doubt, 0.70, 0.70, 0, 1, "chance",
      N_("doubt of the columns of a number whose check fails, at least"))

/* ---- how sure a judged box is (judge_chance.c) ---- */
CHANCE(empty_bare, BOX_EMPTY, "", 0.004, 0.0001, 0.004, 0.0001)
CHANCE(empty, BOX_EMPTY, "", 9, 0.02, 9, 0.02)
CHANCE(dust, BOX_EMPTY, "dust", 9, 0.004, 9, 0.004)
CHANCE(tail_small, BOX_EMPTY, "through", 0.06, 0.08, 0.06, 0.08)
CHANCE(tail, BOX_EMPTY, "through", 9, 0.20, 9, 0.20)
CHANCE(cancelled, BOX_CANCELLED, "cancelled", 9, 0.01, 9, 0.01)
CHANCE(marked_small, BOX_MARKED, "", 0.020, 0.93, 0.020, 0.93)
CHANCE(marked_light, BOX_MARKED, "", 0.060, 0.996, 0.060, 0.996)
CHANCE(marked, BOX_MARKED, "", 9, 0.9993, 9, 0.9993)
CHANCE(filled, BOX_MARKED, "filled", 9, 0.998, 9, 0.998)
CHANCE(lone, BOX_MARKED, "lone", 9, 0.97, 9, 0.97)
CHANCE(circled, BOX_MARKED, "circled", 9, 0.95, 9, 0.95)
CHANCE(faint_small, BOX_DOUBTFUL, "faint", 0.010, 0.04, 0.010, 0.04)
CHANCE(faint_light, BOX_DOUBTFUL, "faint", 0.016, 0.21, 0.016, 0.21)
CHANCE(faint, BOX_DOUBTFUL, "faint", 9, 0.56, 9, 0.56)
CHANCE(dirty_small, BOX_DOUBTFUL, "dirty", 0.060, 0.03, 0.060, 0.03)
CHANCE(dirty_light, BOX_DOUBTFUL, "dirty", 0.100, 0.30, 0.100, 0.30)
CHANCE(dirty_plain, BOX_DOUBTFUL, "dirty", 0.200, 0.50, 0.200, 0.50)
CHANCE(dirty, BOX_DOUBTFUL, "dirty", 9, 0.96, 9, 0.96)
CHANCE(over_light, BOX_DOUBTFUL, "over", 0.100, 0.12, 0.100, 0.12)
CHANCE(over_plain, BOX_DOUBTFUL, "over", 0.200, 0.26, 0.200, 0.26)
CHANCE(over, BOX_DOUBTFUL, "over", 9, 0.54, 9, 0.54)
CHANCE(pale, BOX_DOUBTFUL, "pale", 9, 0.05, 9, 0.05)
CHANCE(ring, BOX_DOUBTFUL, "ring", 9, 0.03, 9, 0.03)
CHANCE(lost_light, BOX_DOUBTFUL, "lost", 0.050, 0.03, 0.050, 0.03)
CHANCE(lost, BOX_DOUBTFUL, "lost", 9, 0.85, 9, 0.85)
CHANCE(struck, BOX_DOUBTFUL, "struck", 9, 0.65, 9, 0.65)
CHANCE(through, BOX_DOUBTFUL, "through", 9, 0.45, 9, 0.45)
/* too rare to have a share of its own */
PARAM(chance_other_empty, 0.02, 0.02, 0, 1, "chance",
      N_("chance that any other empty box was meant as marked"))
PARAM(chance_other_marked, 0.98, 0.98, 0, 1, "chance",
      N_("chance that any other marked box was meant as marked"))
PARAM(chance_other, 0.5, 0.5, 0, 1, "chance",
      N_("chance that any other box was meant as marked"))

#undef PARAM
#undef CHANCE
