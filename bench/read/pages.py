"""Write 20 saved news pages and the main text of each: `python bench/read/pages.py FOLDER`.

The sentences are made here, from a seed, so that the pages may be kept and given away. Each page has another layout, with
what real ones have around the article: menus, advertisements, related links, comments, cookie banners, captions, bylines.
"""

from __future__ import annotations

import html
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PEOPLE = "Ana Ruiz|Tomas Berg|Leila Haddad|Peter Okafor|Marta Nowak|Jonas Lind|Sofia Marin|David Cole".split("|")
PLACES = "Vienna|Lima|Oslo|Nairobi|Lisbon|Hanoi|Quito|Riga".split("|")
BODIES = (
    "the port authority|the city council|the trade ministry|the water board|the rail operator|the central bank".split(
        "|"
    )
)
THINGS = "the new bridge|the fishing accord|the tram line|the housing plan|the grain deal|the flood barrier".split("|")
DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday".split("|")
SENTENCES = """{body} of {place} approved {thing} on {day}, after a debate that had lasted for most of the night.
{person}, who leads {body}, told reporters in {place} that the work would begin before the end of the year.
"We have waited {n} years for this, and we will not wait any longer," {person} said.
The plan will cost about {n} million euros, of which a third will be paid by {body}.
Opponents of {thing} said that the figures had been known for months and that nobody had looked at them.
In a letter to {body}, {person} asked for a second opinion from engineers who had no part in the first.
The decision was expected to be challenged in court, where two similar cases are still open.
{person} met {other} in {place} on {day} to discuss what should happen next.
A survey of {n} households found that most of them were in favour, although few had read the plan.
Officials in {place} declined to say how much had been spent so far.
The last time that {body} tried to build something of this size, in 19{n}, it ran out of money.
By {day} evening a small crowd had gathered in front of the town hall, singing and holding up lamps.
"It is a good day for {place}," said {person}, a teacher who had travelled {n} kilometres to be there.
Shares of the company that is to carry out the work rose by {n} per cent in early trading.
{other} rejected the criticism and said that every step had been made public in good time.
Rain and strong winds delayed the ceremony by {n} minutes, but nobody seemed to mind.
The agreement between {place} and its neighbours has to be confirmed by both parliaments in the spring.
According to a report that was seen by this newspaper, {body} had been warned about the risk in May.
{person} will remain in office until a successor is found, a spokeswoman for {body} said.
Work on {thing} stopped in the summer, when {n} of the machines were sent back to their owner.
Experts from three universities will now look at the ground on which {thing} is to stand.
For the people who live by the river the question is a simple one: whether the water will come back.""".splitlines()
HEADS = "What happens next|A long history|Who pays|The critics|Voices from the street|Numbers that matter".split("|")
COMMENTS = """Great piece, thanks for writing this, finally somebody tells it like it is.
I don't believe a word of it and neither does my brother in law who works there.
First! Also the picture is from another town, you can see the old church.
They should spend the money on schools instead, just my two cents.
Replying to @walker: you clearly never took the bus at seven in the morning.""".splitlines()
TEASERS = """Ten recipes for a rainy weekend|Why your neighbour's cat sits on your car|Quiz: how well do you know your rivers?
Opinion: the trouble with roundabouts|In pictures: a winter market|Stars who used to be plumbers
Watch: a dog that opens doors|Weather: more rain on the way|Five places to see before they close""".replace(
    "\n", "|"
).split("|")
COOKIES = "We and our 842 partners store and access information on your device. By choosing accept you agree to our use of it."
LETTER = "Get the morning briefing in your inbox. Sign up for our newsletter, it is free and you can leave at any time."
ADVERT = "Advertisement. Save forty per cent on garden furniture this week only. Order now and get a free cushion."
FOOT = "Copyright 2024 The Daily Example. All rights reserved. About us Contact Jobs Privacy Terms of use Imprint"
CAPTION = "A view of the harbour at dawn. Photograph: Example Pictures"


@dataclass
class Story:
    """One article: its title, its paragraphs (headings begin with `#`), and a source of chance for what is around it."""

    title: str
    blocks: list[str]
    author: str
    day: str
    rng: random.Random = field(repr=False)

    @property
    def text(self) -> str:
        """The main text."""
        return "\n\n".join(block.lstrip("# ") for block in self.blocks)


def story(number: int) -> Story:
    rng = random.Random(number)
    lines = rng.sample(SENTENCES, len(SENTENCES))
    blocks = []
    for part in range(rng.randint(5, 8)):
        if part in (2, 5) and number % 2:
            blocks.append(f"# {HEADS[(number + part) % len(HEADS)]}")
        blocks.append(" ".join(filled(lines.pop(), rng) for _ in range(rng.randint(1, 3)) if lines))
    title = f"{rng.choice(PLACES)} votes for {rng.choice(THINGS)}"
    made = [block for block in blocks if block]
    return Story(title, made, rng.choice(PEOPLE), f"2024-0{1 + number % 9}-1{number % 9}", rng)


def filled(line: str, rng: random.Random) -> str:
    person, other = rng.sample(PEOPLE, 2)
    told = line.format(
        person=person, other=other, place=rng.choice(PLACES), body=rng.choice(BODIES), thing=rng.choice(THINGS),
        day=rng.choice(DAYS), n=rng.randint(11, 89),
    )  # fmt: skip
    return told[0].upper() + told[1:]


def paragraphs(told: Story, between: str = "", tag: str = "p", head: str = "h2") -> str:
    """Return the blocks as HTML, with something in the middle of them."""
    made = []
    for place, block in enumerate(told.blocks):
        name = head if block.startswith("#") else tag
        made.append(f"<{name}>{html.escape(block.lstrip('# '), quote=False)}</{name}>")
        if place == len(told.blocks) // 2:
            made.append(between)
    return "\n".join(made)


def menu(tag: str = "nav", count: int = 14) -> str:
    names = (
        "Home World Business Politics Culture Sport Science Travel Opinion Video Weather Puzzles Shop Subscribe".split()
    )
    return (
        f"<{tag} class='main-menu'><ul>"
        + "".join(f"<li><a href='/{n}'>{n}</a></li>" for n in names[:count])
        + f"</ul></{tag}>"
    )


def related(told: Story, tag: str = "aside", name: str = "related", count: int = 5) -> str:
    links = "".join(f"<li><a href='/r/{n}'>{t}</a></li>" for n, t in enumerate(told.rng.sample(TEASERS, count)))
    return f"<{tag} class='{name}'><h3>More on this story</h3><ul>{links}</ul></{tag}>"


def cards(told: Story, count: int = 6) -> str:
    made = (
        f"<div class='card'><a href='/c/{n}'><img src='x.jpg' alt=''><h4>{t}</h4></a><p class='teaser'>Read what our "
        f"reporters found out about it this week. <a href='/c/{n}'>Continue reading</a></p></div>"
        for n, t in enumerate(told.rng.sample(TEASERS, count))
    )
    return f"<section class='recommended'><h3>You may also like</h3>{''.join(made)}</section>"


def comments(told: Story, name: str = "comments") -> str:
    made = (
        f"<div class='comment'><b>user{n}</b> <span>2 hours ago</span><p>{html.escape(c)}</p></div>"
        for n, c in enumerate(COMMENTS)
    )
    return f"<section id='{name}' class='{name}'><h3>5 comments</h3>{''.join(made)}<form><textarea></textarea><button>Post</button></form></section>"


def cookies(tag: str = "div") -> str:
    return f"<{tag} id='cookie-banner' class='consent cookie' role='dialog'><p>{COOKIES}</p><button>Accept all</button><button>Settings</button></{tag}>"


def advert() -> str:
    return f"<div class='ad advertisement'><p>{ADVERT}</p></div>"


def letter() -> str:
    return f"<div class='newsletter-signup'><p>{LETTER}</p><input type='email'><button>Sign up</button></div>"


def share() -> str:
    return "<div class='share social'><a href='#'>Facebook</a> <a href='#'>Twitter</a> <a href='#'>Email</a> <a href='#'>Print</a></div>"


def figure() -> str:
    return f"<figure><img src='a.jpg' alt='harbour'><figcaption>{CAPTION}</figcaption></figure>"


def byline(told: Story) -> str:
    return f"<div class='byline'>By <a rel='author' href='/a'>{told.author}</a> <time datetime='{told.day}'>{told.day}</time></div>"


def head(told: Story, more: str = "") -> str:
    return f"<head><meta charset='utf-8'><title>{told.title} | The Daily Example</title>{more}</head>"


def foot() -> str:
    return f"<footer>{menu('div', 8)}<p>{FOOT}</p></footer>"


def semantic(s: Story) -> str:
    return f"<body>{cookies()}<header>{menu()}</header><main><article><h1>{s.title}</h1>{byline(s)}{figure()}{paragraphs(s)}</article>{related(s)}</main>{foot()}</body>"


def divs(s: Story) -> str:
    return f"<body><div id='top'>{menu('div')}</div><div id='wrap'><div id='content'><h1>{s.title}</h1>{byline(s)}<div class='story-body'>{paragraphs(s)}</div>{comments(s)}</div><div id='sidebar'>{cards(s)}</div></div>{foot()}</body>"


def tables(s: Story) -> str:
    return f"<body><table width='100%'><tr><td colspan=3>{menu('div')}</td></tr><tr><td>{related(s, 'div', 'left')}</td><td class='content'><h1>{s.title}</h1>{paragraphs(s)}</td><td>{advert()}</td></tr></table><p>{FOOT}</p></body>"


def interrupted(s: Story) -> str:
    return f"<body>{menu()}<article class='post'><h1>{s.title}</h1>{share()}{paragraphs(s, advert() + letter() + related(s, 'div', 'inline-related', 2))}{share()}</article>{comments(s)}{foot()}</body>"


def blog(s: Story) -> str:
    return f"<body class='single single-post'><div id='page'><header id='masthead'>{menu()}</header><div class='entry-content'><h1 class='entry-title'>{s.title}</h1>{paragraphs(s, figure())}</div>{comments(s, 'respond')}<div class='widget-area'>{related(s, 'div', 'widget')}{letter()}</div></div>{foot()}</body>"


def broken(s: Story) -> str:
    return (
        f"<body>{menu('div')}<div class=article><h1>{s.title}</h1><p>"
        + "<p>".join(html.escape(b.lstrip("# ")) for b in s.blocks)
        + f"{advert()}{comments(s)}<p>{FOOT}"
    )


def breaks(s: Story) -> str:
    return (
        f"<body>{menu()}<div id='article-body' class='article-body'><h1>{s.title}</h1>"
        + "<br><br>".join(html.escape(b.lstrip("# ")) for b in s.blocks)
        + f"</div>{related(s)}{foot()}</body>"
    )


def nested(s: Story) -> str:
    return f"<body>{cookies('section')}{'<div>' * 12}{menu()}<div class='c-article'><h1>{s.title}</h1>{'<div><div>'}{paragraphs(s, '', 'div class=paragraph').replace('</div class=paragraph>', '</div>')}{'</div></div>'}</div>{cards(s)}{'</div>' * 12}{foot()}</body>"


def sections(s: Story) -> str:
    return f"<body><header>{menu()}</header><main><section class='article__content'><h1>{s.title}</h1>{byline(s)}{''.join(f'<section>{p}</section>' for p in paragraphs(s, advert()).splitlines())}</section></main>{comments(s)}{foot()}</body>"


def microdata(s: Story) -> str:
    return f"<body>{menu()}<div itemscope itemtype='https://schema.org/NewsArticle'><h1 itemprop='headline'>{s.title}</h1>{byline(s)}<div itemprop='articleBody'>{paragraphs(s, figure())}</div></div>{cards(s)}{cookies()}{foot()}</body>"


def few_words(s: Story) -> str:
    s.blocks[:] = s.blocks[:3]
    return f"<body>{cookies()}{menu()}<article><h1>{s.title}</h1>{paragraphs(s)}</article>{cards(s, 8)}{comments(s)}{foot()}</body>"


def crowded(s: Story) -> str:
    return f"<body>{cookies()}{menu()}{letter()}{cards(s, 8)}<article>{share()}<h1>{s.title}</h1>{byline(s)}{paragraphs(s, cards(s, 3))}{letter()}</article>{cards(s, 9)}{comments(s)}{comments(s, 'more-comments')}{foot()}</body>"


def quotes(s: Story) -> str:
    return f"<body>{menu()}<main id='main'><article><header><h1>{s.title}</h1>{byline(s)}</header>{paragraphs(s, head='h3')}<ul class='tags'><li><a href='/t'>bridges</a></li><li><a href='/t'>rivers</a></li></ul></article></main><aside>{letter()}{related(s, 'div')}</aside>{foot()}</body>"


def linked(s: Story) -> str:
    body = paragraphs(s)
    for name in PEOPLE + PLACES:
        body = body.replace(name, f"<a href='/topic'>{name}</a>")
    return f"<body>{menu()}<article><h1>{s.title}</h1>{body}</article>{related(s)}{foot()}</body>"


def modern(s: Story) -> str:
    return f"<body><div id='__next'>{cookies()}<div class='css-1x2'>{menu()}</div><div class='css-9ab'><h1 class='css-t'>{s.title}</h1><div class='css-b1'>{paragraphs(s, '<div class=css-ad>' + ADVERT + '</div>')}</div></div><div class='css-rel'>{cards(s)}</div></div><script>window.data={{'a':'{ADVERT}'}}</script></body>"


def paywall(s: Story) -> str:
    return f"<body>{menu()}<article><h1>{s.title}</h1><p class='standfirst'>{html.escape(s.blocks[0], quote=False)}</p><div class='body-text'>{paragraphs(Story(s.title, s.blocks[1:], s.author, s.day, s.rng))}</div><div class='paywall subscribe'><p>Subscribe to read more stories like this one for one euro a week.</p></div></article>{related(s)}{foot()}</body>"


def printed(s: Story) -> str:
    return f"<body><p><a href='javascript:print()'>Print this page</a></p><h1>{s.title}</h1>{paragraphs(s)}<hr><p>{FOOT}</p></body>"


def mobile(s: Story) -> str:
    return f"<body><amp-consent>{cookies()}</amp-consent><main role='main'><h1>{s.title}</h1>{paragraphs(s, '<amp-ad></amp-ad>' + advert())}<amp-list>{related(s, 'div')}</amp-list></main>{foot()}</body>"


def shouting(s: Story) -> str:
    return f"<BODY><DIV CLASS='NAV'>{menu('div')}</DIV><DIV ID='STORY'><H1>{s.title}</H1>{paragraphs(s).replace('<p>', '<P>').replace('</p>', '')}</DIV><DIV CLASS='PROMO'>{cards(s)}</DIV></BODY>"


def last_first(s: Story) -> str:
    return f"<body><div class='sidebar'>{comments(s)}{cards(s)}</div><div class='main'><div class='post-content'><h1>{s.title}</h1>{paragraphs(s, letter())}</div></div>{menu()}{cookies()}</body>"


LAYOUTS: tuple[Callable[[Story], str], ...] = (
    semantic, divs, tables, interrupted, blog, broken, breaks, nested, sections, microdata, few_words, crowded, quotes, linked,
    modern, paywall, printed, mobile, shouting, last_first,
)  # fmt: skip


def pages() -> list[tuple[str, str, str]]:
    """Return the name, the HTML and the main text of each page."""
    made = []
    for number, layout in enumerate(LAYOUTS, start=1):
        told = story(number)
        body = layout(told)
        made.append((layout.__name__, f"<!DOCTYPE html>\n<html lang='en'>{head(told)}{body}</html>\n", told.text))
    return made


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, page, text in pages():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
        (folder / f"{name}.truth").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
