"""Paragraphs of emails in lines that are short enough to read."""

from django import template
from django.template.base import NodeList, Parser, TextNode, Token

from workgroups import wordings

register = template.Library()


class ContinuedNode(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> str:
        return self.nodelist.render(context)


@register.tag
def continued(parser: Parser, token: Token) -> ContinuedNode:
    """Join each line that begins with a blank to the line before it.

    So a paragraph of an email, which is one line when it is sent, may take several
    lines in its template. Lines of values stay as they are.
    """
    nodelist = parser.parse(["endcontinued"])
    parser.delete_first_token()
    for node in nodelist.get_nodes_by_type(TextNode):
        if isinstance(node, TextNode):
            node.s = wordings.joined(node.s)
    return ContinuedNode(nodelist)
