import type { ProblemJson } from '../reporting/problem-json.ts';
import { type Html, html } from './html.ts';
import { PARTIES } from './stage.ts';

/**
 * One problem: what is wrong, what to do, and who has to do it.
 *
 * @param id of its heading: two problems may have the same code
 */
export function problemArticle(
  { code, severity, message, remedy, fix }: ProblemJson,
  id: string,
): Html {
  return html`<article class="problem ${severity}" aria-labelledby="${id}">
<h3 id="${id}"><span class="badge ${severity}">${severity}</span> <code>${code}</code></h3>
<p><bdi>${message}</bdi></p>
<p class="remedy"><b>What to do:</b> <bdi>${remedy}</bdi></p>
${fix && fix.who !== 'nobody' && html`<p class="small">To be done by ${PARTIES[fix.who]}.</p>`}
</article>
`;
}
