import { type Html, type HtmlValue, html, rendered } from './html.ts';
import { exactTime } from './time.ts';

/** The facts that a page needs beside its content. */
export interface Frame {
  /** The name of the page, without the name of the program. */
  readonly title: string;
  /** When the page was made, in milliseconds since the epoch. */
  readonly now: number;
  /** Whether the page may update itself while somebody looks at it. */
  readonly isLive: boolean;
}

/** A whole page, ready to be sent. */
export function page({ title, now, isLive }: Frame, main: HtmlValue): string {
  const whole = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · Closte domain sync</title>
<link rel="stylesheet" href="/assets/status.css">
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<script src="/assets/status.js" type="module"></script>
</head>
<body${isLive && LIVE}>
<a class="skip" href="#main">Skip to the content</a>
<header><a href="/">Closte domain sync</a></header>
<main id="main">
${main}
</main>
<footer><p id="made">As of ${exactTime(now)}.</p></footer>
</body>
</html>
`;
  return rendered(whole);
}

/** The script looks for this attribute. */
const LIVE: Html = html` data-live`;

/** A section with its heading. The script may replace it with a newer one. */
export function section(id: string, heading: string, body: HtmlValue): Html {
  return html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${heading}</h2>
${body}
</section>`;
}
