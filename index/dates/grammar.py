"""The word classes and phrases of English dates, from which all rule patterns are made."""

from __future__ import annotations

from collections.abc import Collection

from index.dates import lexicon
from index.dates.lexicon import word_set
from index.dates.pattern import Grammar

_MONTH_FULL = [name for name in lexicon.MONTH_NAMES if name not in ("may", "march")] + ["May", "March"]
_ABBREVIATED = [name.capitalize() for name in lexicon.MONTHS if name not in lexicon.MONTH_NAMES]
_SURE = ["Feb", "Aug", "Sept", "Oct", "Nov", "Dec"]
_PLURAL_UNITS = [word for word, unit in lexicon.UNITS.items() if word != unit and word.endswith("s")]
_SMALL_UNITS = ("second", "minute", "hour", "night", "generation", "season", "half")

CLASSES: dict[str, Collection[str]] = {
    "month_full": _MONTH_FULL,
    "month_lower": ["may", "march"],
    "abbr_sure": _SURE,
    "abbr_weak": [name for name in _ABBREVIATED if name not in _SURE],
    "abbr_lower": [name.lower() for name in _ABBREVIATED],
    "weekday_full": [*lexicon.WEEKDAY_NAMES],
    "weekday_abbr": [word.capitalize() for word in lexicon.WEEKDAYS if word not in lexicon.WEEKDAY_NAMES],
    "weekday_plural": [word + "s" for word in lexicon.WEEKDAY_NAMES],
    "unit": list(lexicon.UNITS),
    "units": _PLURAL_UNITS,
    "one_unit": list(lexicon.UNITS.values()),
    "calendar_unit": [unit for unit in set(lexicon.UNITS.values()) if unit not in _SMALL_UNITS],
    "season_word": list(lexicon.SEASONS),
    "daypart": list(lexicon.DAYPARTS),
    "one": list(lexicon.ONES),
    "teen": list(lexicon.TEENS),
    "ten": list(lexicon.TENS),
    "ordinal_one": list(lexicon.ORDINAL_ONES),
    "ordinal_more": [*lexicon.ORDINAL_TEENS, *lexicon.ORDINAL_TENS],
    "decade_word": list(lexicon.DECADES),
    "small_int": ["#1-12", "#13-24", "#25-31", "#32-59", "#60-99"],
    "late_int": ["#32-59", "#60-99"],
    "day_int": ["#1-12", "#13-24", "#25-31"],
    "hour12": ["#1-12"],
    "any_int": ["#1-12", "#13-24", "#25-31", "#32-59", "#60-99", "#3digits", "#year", "#long", "#decimal"],
    "year": ["#year"],
    "decimal": ["#decimal"],
    "fraction": ["#fraction"],
    "ordinal_digits": ["#ordinal"],
    "any_ordinal_digits": ["#ordinal", "#highordinal"],
    "decade_digits": ["#decade"],
    "iso": ["#iso"],
    "numericdate": ["#numericdate"],
    "shortdate": ["#shortdate"],
    "isomonth": ["#isomonth"],
    "isoquarter": ["#isoquarter"],
    "clock_digits": ["#clock"],
    "scale": ["hundred", "thousand", "million", "billion"],
    "last": ["last", "past", "previous", "preceding"],
    "next": ["next", "coming", "following", "upcoming"],
    "quarter_nth": ["first", "second", "third", "fourth", "final", "last", "latter", "#ordinal"],
    "zone": word_set(
        """
        gmt utc est edt cst cdt mst mdt pst pdt bst cet cest ist jst et pt ct msk
        """
    ),
    "week_ordinal": ["first", "second", "third", "fourth", "last", "final"],
    "day_word": ["today", "yesterday", "tomorrow", "tonight", "tonite"],
    "article": ["a", "an"],
    "side_day": ["before", "after"],
    "side_later": ["earlier", "later", "before", "afterward", "afterwards", "previously"],
    "of_our_time": ["world", "society", "standards", "youth", "youths", "technology", "generation", "children", "teenagers", "parents"],
    "unit_back": ["year", "month", "week"],
    "earlier_later": ["earlier", "later"],
    "week_or_two": ["week", "weeks", "fortnight"],
    "year_unit": ["year", "month"],
    "quarter_or_half": ["quarter", "half"],
    "quarter_word": ["quarter", "period"],
    "quarter_or_period": ["quarter", "period", "month", "half"],
    "which_fiscal": ["current", "latest", "last", "previous", "next", "this"],
    "owner": ["the", "its", "their"],
    "every": ["every", "each"],
    "dayparts": ["mornings", "afternoons", "evenings", "nights"],
    "adverb": word_set(
        """
        hourly daily nightly weekly biweekly fortnightly monthly bimonthly annual annually yearly everyday
        """
    ),
    "open_year": ["pre", "post"],
    "which_year": ["last", "this", "next"],
}

_SIZE = """
    about | around | approximately | roughly | some | nearly | almost | close to | within
    | more than | less than | fewer than | at least | at most | over | just over | just under | well over | under | up to
    | no more than | no less than | no fewer than | as many as | as much as | as little as
    | only about | a full | fully | the full | the entire | an additional | another
"""

# a phrase may use the classes and the phrases above it
PHRASES: dict[str, str] = {
    # numbers
    "ordinal_word": "( twenty | thirty ) -? <ordinal_one> | <ordinal_one> | <ordinal_more>",
    "ordinal": "<ordinal_digits> | <ordinal_word>",
    "day_ordinal": "<ordinal> | last | final",
    "marked_ordinal": "the <ordinal> | <ordinal_digits>",
    "century_ordinal": "<any_ordinal_digits> | <ordinal_word>",
    "two_digits": "<ten> ( -? <one> )? | <teen>",
    "number_word": """
        ( <one> | <teen> | <two_digits> | a ) <scale> ( and? ( <two_digits> | <one> ) )?
        | <two_digits> <scale>? | <teen> | <one>
    """,
    "digits": "<any_int> ( <fraction> | <scale> )? | <fraction>",
    "number": """
        ( <number_word> | <digits> ) ( and a half | - and - a - half )?
        | a? couple ( of )? | ( a | half a )? dozen | half a | half an
    """,
    "vague_number": """
        a? few | several | many | some | various | a number of | numerous | a good many
        | dozens of | scores of | hundreds of | thousands of
    """,
    "count": "<number> ( to | or ) <number> | <number> | <vague_number>",
    "how_many": "<count> | <article>",
    "about": _SIZE,
    "window_about": "at least | about | nearly | almost | roughly",
    # months, days and years
    "month": "<month_full> | <abbr_sure> .? | <abbr_weak> .",
    "month_any": "<month_full> | <month_lower> | ( <abbr_sure> | <abbr_weak> | <abbr_lower> ) .?",
    "weekday": "<weekday_full> | <weekday_abbr> .",
    "weekday_any": "<weekday_full> | <weekday_abbr> .?",
    "weekdays": "( <weekday_plural> | <weekday_full> ) <dayparts> | <weekday_plural> | weekdays | weekends",
    "cardinal_day": "( twenty | thirty ) -? <one> | <teen> | twenty | thirty",
    "day": "<day_int> | <ordinal_digits> | <ordinal_word> | <cardinal_day>",
    "first_day": "<day_int> | <ordinal_digits>",
    "to_day": "( - | to | through | thru | until | till ) ( the )?",
    "last_day": "<day_int> | <ordinal_digits> | <ordinal_word>",
    "spoken_year": """
        ( nineteen | eighteen | seventeen | sixteen | twenty )
        ( hundred ( and? <two_digits> )? | ( oh | o ) <one> | -? <two_digits> )
        | two thousand ( and? ( <two_digits> | <one> ) )?
    """,
    "any_year": "<year> | <spoken_year>",
    "named_year": "year ( of )? | calendar year",
    "year_end": "<year> | <small_int>",
    "nth_week": "<ordinal> week | <week_ordinal> week | week <small_int>",
    "month_or_next": "<month_any> ( ,? of? <year> )? | ( last | this | next | the ) month",
    "holiday": """
        christmas ( eve | day )? | boxing day | new year ( ' s )? ( eve | day ) | valentine ' s day
        | ( st .? | saint ) patrick ' s day | good friday | easter ( sunday | monday )? | independence day
        | ( the )? fourth of july | halloween | veterans day | thanksgiving ( day )? | memorial day | labor day
        | martin luther king ( jr .? )? day | columbus day | mother ' s day | father ' s day | election day
        | presidents '? day | ash wednesday | palm sunday | maundy thursday | whit ( sunday | monday ) | armistice day
        | remembrance day | bastille day | canada day | australia day | anzac day | juneteenth
    """,
    # which third of a period
    "edge": "early | late | earlier | later | mid -?",
    "part_of": "( the )? very? ( beginning | start | outset | middle | end | close ) ( of | - of - )",
    "part": """
        ( early | late | mid | middle ) -?
        | ( the | at )? very? ( beginning | start | outset | middle | end | close ) ( of | - of - ) ( the | - the - )?
    """,
    # which one of many: the one before, running or to come
    "which_month": "that same? | ( the )? same | last | next | this ( past | coming | last )? | ( the )? <last> | ( the )? <next> | coming",
    "which_years": "last | this | next | that same? | ( the )? ( same | following | previous )",
    "which_part": "this | last | that | ( the )? ( same | next | following | previous )",
    "which_quarter": """
        ( the | its | their ) ( latest | current | previous | preceding | next | last | just ended )? | this | last | next | that
    """,
    "which_unit": """
        last | next | this ( past | coming | current | very )? | the ( last | next ) | that ( same )?
        | ( the )? ( past | previous | preceding | prior | coming | following | upcoming | current | same | very same )
    """,
    "which_week": "last | this | next | the ( previous | coming )",
    "which_weekday": """
        last | next | this ( past | coming | upcoming )? | past | previous | preceding | following | coming | upcoming | same
    """,
    "which_that": "that",
    "which_weekend": """
        the ( last | next | past | previous | preceding | following | coming | same )?
        | last | next | this ( past | coming )? | that | past
    """,
    "which_window": """
        last | past | next | coming | previous | following | preceding | upcoming | first | final | latest | recent
    """,
    "side_unit": "before | after | earlier | previous",
    # lengths
    "half_more": "and ( a )? ( half | quarter )",
    "kind_of_unit": """
        straight | consecutive | successive | full | whole | more | additional | extra | further | other | long | short | solid
        | working | business | calendar | trading | school | fiscal
    """,
    "whole": "( the | an | a ) ( entire | whole | full ) | all | half ( a | an )",
    # times of day
    "meridiem": "am | pm",
    "zone_name": "<zone> | local time | eastern time | eastern | pacific time",
    "clock": """
        <clock_digits> <meridiem>? <zone_name>? | <hour12> <meridiem> <zone_name>? | <hour12> o ' clock
        | ( <decimal> | <hour12> ) <meridiem> | noon | midnight | midday
    """,
    "about_clock": "about | around | shortly before | shortly after | just before | just after",
    # the present and the past at large
    "now": """
        right? now | nowadays | currently | at ( the )? present ( time )? | at the ( moment | minute )
        | at this ( time | point | moment ) | these days | presently
    """,
    "recently": "recently | lately | not long ago",
}

GRAMMAR = Grammar(CLASSES, PHRASES)
