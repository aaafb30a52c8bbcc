"""Chat completions in OpenAI's shape → answers from the articles, told in Markdown with markers: the door for chat front ends."""
