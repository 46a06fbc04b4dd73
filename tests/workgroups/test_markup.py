"""The small part of Markdown in which public texts and guides are written."""

import pytest

from workgroups import markup


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("One.\nTwo.\n\nThree.", "<p>One.<br>Two.</p>\n<p>Three.</p>"),
        ("## In short\nWe keep it.", "<h2>In short</h2>\n<p>We keep it.</p>"),
        ("### Mentors", "<h3>Mentors</h3>"),
        ("# Too large", "<p># Too large</p>"),
        ("#### Too small", "<p>#### Too small</p>"),
        ("##Close", "<p>##Close</p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("2026. a year", "<p>2026. a year</p>"),
        ("- a\n  and more", "<ul>\n<li>a<br>and more</li>\n</ul>"),
        ("- a\nnot a", "<ul>\n<li>a</li>\n</ul>\n<p>not a</p>"),
        ("Bring:\n- a pen", "<p>Bring:</p>\n<ul>\n<li>a pen</li>\n</ul>"),
        ("- a\n1. b", "<ul>\n<li>a</li>\n</ul>\n<ol>\n<li>b</li>\n</ol>"),
        ("- a\n\n- b", "<ul>\n<li>a</li>\n</ul>\n<ul>\n<li>b</li>\n</ul>"),
        ("## A\n## B", "<h2>A</h2>\n<h2>B</h2>"),
    ],
)
def test_blocks_become_html(text, html):
    assert markup.typed_html(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<b>&", "<p>&lt;b&gt;&amp;</p>"),
        ("## <i>", "<h2>&lt;i&gt;</h2>"),
        ("- <script>", "<ul>\n<li>&lt;script&gt;</li>\n</ul>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("![x](y.png) **x**", "<p>![x](y.png) **x**</p>"),
        (
            'https://a.example/"><script>',
            '<p><a href="https://a.example/" rel="nofollow">https://a.example/</a>'
            "&quot;&gt;&lt;script&gt;</p>",
        ),
    ],
)
def test_nothing_that_a_hub_types_is_html(text, html):
    assert markup.typed_html(text) == html


def test_addresses_become_links():
    html = markup.typed_html("See https://a.example/b or write to hub@a.example.")

    assert html == (
        '<p>See <a href="https://a.example/b" rel="nofollow">https://a.example/b</a> '
        "or write to "
        '<a href="mailto:hub@a.example">hub@a.example</a>.</p>'
    )


def test_headings_stand_below_those_of_the_page():
    assert markup.typed_html("## A\n### B", top=3) == "<h3>A</h3>\n<h4>B</h4>"


def test_a_heading_has_an_anchor_where_it_is_asked_for():
    blocks = markup.blocks_of("## Take the register\n### Late, or not?")

    assert [each.anchor for each in blocks] == ["take-the-register", "late-or-not"]
    assert markup.html_of(blocks, markup.as_typed, anchors=True) == (
        '<h2 id="take-the-register">Take the register</h2>\n'
        '<h3 id="late-or-not">Late, or not?</h3>'
    )
