"""Articles of our own that are hard to show: beyond the basic plane, right to left, very long, and hostile."""

from __future__ import annotations

EMOJI = "ferry-emoji"
HEBREW = "lighthouse-hebrew"
HOSTILE = "<img src=x onerror=alert(1)>/../?#&"
MARKUP = '"><script>alert(2)</script><svg onload=alert(3)>'
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 4

OURS: tuple[dict[str, str], ...] = (
    {
        "id": EMOJI,
        "title": "The ferry 😀 to Brack",
        "text": "The 😀😀 ferry to Brack runs again.\n\n👩‍👩‍👧 The ferry 🚢 Skua had been repaired on 2 May 2023 🎉, harbour master Ada Lorn said 😀 on Friday.\n",
        "source": "Harbour 😀 News",
        "published_at": "2023-05-05",
        "url": "https://harbour.example/ferry",
    },
    {
        "id": HEBREW,
        "title": "המגדלור החדש נפתח בנמל",
        "text": "המגדלור החדש בנמל ברק נפתח ביום שני. The Brack lighthouse was opened on 8 May 2023.\n\nראש העיר אמרה שהאור ייראה ממרחק של 30 ק״מ.",
        "source": "חדשות הנמל",
        "published_at": "2023-05-09",
        "language": "he",
    },
    {
        "id": "long-title",
        "title": LONG,
        "text": f"The {LONG} moved to Varnholt Quay on 3 March 2021, its secretary said.",
        "source": LONG[:180],
        "published_at": "2021-03-04",
    },
    {
        "id": HOSTILE,
        "title": MARKUP,
        "text": f"The <b>zinnober</b> gate was painted on 7 June 2022. {MARKUP} {{{{7*7}}}} ${{alert(4)}} javascript:alert(5)",
        "source": "<iframe srcdoc='<script>alert(6)</script>'>",
        "author": "</p><script>alert(7)</script>",
        "published_at": "2022-06-08",
        "url": "https://hostile.example/?q=%3Cscript%3Ealert(8)%3C/script%3E",
    },
)
