import type { ProblemJson } from '../reporting/problem-json.ts';
import { type Html, html } from './html.ts';
import { PARTIES } from './stage.ts';

/** What is wrong, what to do, and who has to. */
export function problemArticle({ code, severity, message, remedy, fix }: ProblemJson): Html {
  return html`<article class="problem ${severity}" aria-labelledby="problem-${code}">
<h3 id="problem-${code}"><span class="badge ${severity}">${severity}</span> <code>${code}</code></h3>
<p><bdi>${message}</bdi></p>
<p class="remedy"><b>What to do:</b> <bdi>${remedy}</bdi></p>
${fix && fix.who !== 'nobody' && html`<p class="small">It takes ${PARTIES[fix.who]}.</p>`}
</article>
`;
}
