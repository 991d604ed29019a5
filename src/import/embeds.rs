//! Components for the shortcodes that generators have built in.

/// The component for a built-in shortcode; `None` where there is none. Arguments may come by name or by place.
pub(super) fn component(shortcode: &str, name: &str) -> Option<String> {
    let (arguments, body) = match shortcode {
        "youtube" => (
            "id = none, _0 = none, title = \"YouTube video\", ...rest",
            "<iframe src=\"https://www.youtube-nocookie.com/embed/{{ id or _0 }}\" title=\"{{ title }}\" width=\"560\" \
             height=\"315\" loading=\"lazy\" allowfullscreen></iframe>",
        ),
        "vimeo" => (
            "id = none, _0 = none, title = \"Vimeo video\", ...rest",
            "<iframe src=\"https://player.vimeo.com/video/{{ id or _0 }}?dnt=1\" title=\"{{ title }}\" width=\"560\" \
             height=\"315\" loading=\"lazy\" allowfullscreen></iframe>",
        ),
        "streamable" => (
            "id = none, ...rest",
            "<iframe src=\"https://streamable.com/e/{{ id }}\" title=\"Video\" width=\"560\" height=\"315\" loading=\"lazy\" \
             allowfullscreen></iframe>",
        ),
        "gist" => (
            "url = none, _0 = none, _1 = none, ...rest",
            "{% if url %}<p><a href=\"{{ url }}\">{{ url }}</a></p>{% else %}<p><a href=\"https://gist.github.com/{{ _0 }}/{{ _1 }}\">\
             gist.github.com/{{ _0 }}/{{ _1 }}</a></p>{% endif %}",
        ),
        "x" | "tweet" | "twitter" | "x_simple" | "twitter_simple" => (
            "user = none, id = none, _0 = none, _1 = none, ...rest",
            "<p><a href=\"https://x.com/{{ user or _0 }}/status/{{ id or _1 }}\">x.com/{{ user or _0 }}/status/{{ id or _1 }}</a></p>",
        ),
        "instagram" => (
            "id = none, _0 = none, ...rest",
            "<p><a href=\"https://www.instagram.com/p/{{ id or _0 }}/\">instagram.com/p/{{ id or _0 }}</a></p>",
        ),
        "details" => (
            "summary = \"Details\", open = false, ...rest",
            "<details{% if open %} open{% endif %}><summary>{{ summary }}</summary>\n{{ body | safe }}\n</details>",
        ),
        "figure" => (
            "src = none, alt = \"\", title = none, caption = none, link = none, attr = none, attrlink = none, class = none, \
             width = none, height = none, target = none, rel = none, _0 = none, ...rest",
            "<figure{% if class %} class=\"{{ class }}\"{% endif %}>\n\
             {%- if link %}<a href=\"{{ link }}\"{% if target %} target=\"{{ target }}\"{% endif %}{% if rel %} rel=\"{{ rel }}\"{% endif %}>{% endif -%}\n\
             <img src=\"{{ src or _0 }}\" alt=\"{{ alt or caption or title or '' }}\"{% if width %} width=\"{{ width }}\"{% endif %}\
             {% if height %} height=\"{{ height }}\"{% endif %}>\n\
             {%- if link %}</a>{% endif -%}\n\
             {% if title or caption or attr %}<figcaption>{% if title %}<strong>{{ title }}</strong> {% endif %}\
             {% if caption %}{{ caption | markdown(inline=true) | safe }}{% endif %}\
             {% if attr %} {% if attrlink %}<a href=\"{{ attrlink }}\">{{ attr }}</a>{% else %}{{ attr }}{% endif %}{% endif %}</figcaption>{% endif %}\n\
             </figure>",
        ),
        _ => return None,
    };
    Some(format!("{{% component {name}({arguments}) -%}}\n{body}\n{{%- endcomponent {name} %}}\n"))
}
