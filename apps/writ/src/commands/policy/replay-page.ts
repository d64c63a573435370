import { RESULTS } from '@writ/aarm';
import type { Result } from '@writ/aarm';
import { blastShares } from '@writ/engine';
import type { CandidateReport, Flip, FlipCount, ReplayReport } from '@writ/engine';
import { visible } from '../../cli/terminal.js';
import { PAGE_STYLE } from './page-style.js';

/** The report of a replay as one page that needs nothing else: no scripts, no fonts, no pictures. */
export const replayPage = (report: ReplayReport): string => {
  const { scope, candidate } = report;
  const title = candidate === null ? 'Replay of the record' : `Replay against ${candidate.policy.id} ${candidate.policy.version}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
<header>
<p class="brand">Writ</p>
<h1>${text(title)}</h1>
<p class="lead">${number(scope.sessions)} sessions of <b>${text(scope.tenant)}</b> opened since <time>${text(scope.since.slice(0, 16).replace('T', ' '))}</time> UTC, ${number(scope.decisions)} decisions.</p>
</header>
${cards(report)}
${candidate === null ? '' : ofCandidate(candidate)}
${ofRecord(report)}
<footer>Each decision was taken on the session as it went. ${number(scope.resolutions)} ends of waits were not replayed: people, facts and deadlines brought them about. This page holds parameters of recorded actions.</footer>
</main>
</body>
</html>
`;
};

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** INVARIANT: whatever an agent wrote is text here, and nothing in it is invisible. */
const text = (raw: string): string => visible(raw).replaceAll(/[&<>"']/gu, (character) => ESCAPES[character] ?? '');
const lines = (raw: string): string => raw.split('\n').map(text).join('\n');
const number = (value: number): string => value.toLocaleString('en-US');
const percent = (share: number): string => `${(share * 100).toFixed(share > 0 && share < 0.01 ? 2 : 1)} %`;

const card = (kind: 'good' | 'bad' | 'note' | 'plain', value: string, label: string): string =>
  `<div class="card ${kind}"><b>${value}</b><span>${label}</span></div>`;

const cards = ({ recorded, not_replayable: not, candidate }: ReplayReport): string => {
  const held = recorded.differing === 0;
  const proven = held ? 'good' : 'bad';
  const kind = recorded.replayed === 0 ? 'note' : proven;
  const ofThose = candidate === null ? null : blastShares({ ...candidate, decisions: candidate.replayed });
  const left = not.erased + not.version_missing;
  return `<section class="cards">
${card(kind, held ? number(recorded.reproduced) : number(recorded.differing), held ? 'decided the same again' : `of ${number(recorded.replayed)} differ from the record`)}
${ofThose === null ? '' : card('plain', percent(ofThose.flipped), `flip: ${number(candidate?.flipped ?? 0)} decisions`)}
${ofThose === null ? '' : card((candidate?.loosened ?? 0) > 0 ? 'bad' : 'good', percent(ofThose.loosened), `become less strict: ${number(candidate?.loosened ?? 0)}`)}
${left === 0 ? '' : card('note', number(left), 'could not be replayed')}
${not.altered === 0 ? '' : card('bad', number(not.altered), 'altered: not what was signed')}
</section>`;
};

const ofCandidate = (found: CandidateReport): string =>
  found.flipped === 0
    ? `<section><h2>Nothing flips</h2><p>${number(found.replayed)} decisions come out the same${found.reworded === 0 ? '' : `, ${number(found.reworded)} of them by another rule or reason`}.</p></section>`
    : `<section><h2>From recorded to candidate</h2>
${matrix(found)}
<p class="hint">Rows are what was recorded, columns what the candidate says. Red is less strict, green is stricter.${found.reworded === 0 ? '' : ` ${number(found.reworded)} more keep their result by another rule or reason.`}</p></section>
<section class="columns">${bars('Tools', found.by.tool)}${bars('Agents', found.by.agent)}${bars('Principals', found.by.principal)}${bars('Sessions', found.by.session)}</section>
<section><h2>Examples</h2>${found.examples.map(example).join('\n')}</section>`;

const matrix = ({ by: { result } }: CandidateReport): string => {
  const most = Math.max(...result.map(({ count }) => count));
  const cell = (from: Result, to: Result): string => {
    const count = result.find((each) => each.from === from && each.to === to)?.count ?? 0;
    if (count === 0) return from === to ? '<td class="same">=</td>' : '<td class="none">·</td>';
    const way = RESULTS.indexOf(to) > RESULTS.indexOf(from) ? 'looser' : 'stricter';
    const weight = (0.25 + (0.75 * Math.log(count + 1)) / Math.log(most + 1)).toFixed(2);
    return `<td class="${from === to ? 'other' : way}" style="--weight:${weight}">${number(count)}</td>`;
  };
  const row = (from: Result): string => `<tr><th scope="row">${from}</th>${RESULTS.map((to) => cell(from, to)).join('')}</tr>`;
  return `<div class="scroll"><table class="matrix"><thead><tr><td></td>${RESULTS.map((to) => `<th scope="col">${to}</th>`).join('')}</tr></thead><tbody>${RESULTS.map(row).join('')}</tbody></table></div>`;
};

const MOST_BARS = 12;

const bars = (name: string, counts: readonly FlipCount[]): string => {
  const most = Math.max(1, ...counts.map(({ flipped }) => flipped));
  const bar = ({ name: called, flipped, loosened, decisions }: FlipCount): string => {
    const [all, looser] = [(100 * flipped) / most, (100 * loosened) / flipped];
    return `<li><span class="name" title="${text(called)}">${text(called)}</span><span class="bar"><i style="width:${all.toFixed(1)}%"><u style="width:${looser.toFixed(1)}%"></u></i></span><span class="count">${number(flipped)}<small> of ${number(decisions)}</small></span></li>`;
  };
  const rest = counts.length - MOST_BARS;
  return `<div><h2>${name}</h2><ul class="bars">${counts.slice(0, MOST_BARS).map(bar).join('')}</ul>${rest > 0 ? `<p class="hint">and ${number(rest)} more</p>` : ''}</div>`;
};

const example = ({ before, after, way, tool, operation, parameters, ...flip }: Flip): string => `<details class="flip ${way}">
<summary><span class="arrow"><b>${before.result}</b> → <b>${after.result}</b></span> <code>${text(`${tool}.${operation}`)}</code> <span class="short">${text(JSON.stringify(parameters).slice(0, 200))}</span></summary>
<dl>
<dt>recorded</dt><dd><code>${text(before.rule)}</code> ${text(before.reason)}</dd>
<dt>candidate</dt><dd><code>${text(after.rule)}</code> ${text(after.reason)}</dd>
<dt>parameters</dt><dd><pre>${lines(JSON.stringify(parameters, null, 2).slice(0, 4000))}</pre></dd>
<dt>where</dt><dd>${text(flip.at)} · ${text(flip.agent)} for ${text(flip.principal)} · <code>${text(flip.session_id)}</code> · <code>${text(flip.decision_id)}</code></dd>
</dl>
</details>`;

const ofRecord = ({ recorded, not_replayable: not }: ReplayReport): string => {
  const fields = Object.entries(recorded.context).map(([name, count]) => `<code>${text(name)}</code> (${number(count)})`);
  const differing = recorded.differences.map(
    ({ decision_id, differs }) =>
      `<li><code>${text(decision_id)}</code>: ${Object.entries(differs)
        .map(([name, each]) => `${text(name)} <q>${text(each.recorded)}</q> → <q>${text(each.replayed)}</q>`)
        .join('; ')}</li>`,
  );
  const left = not.examples.map(
    ({ why, decision_id, session_id, detail }) =>
      `<li><b>${why.replace('_', ' ')}</b> <code>${text(decision_id ?? session_id)}</code>: ${text(detail)}</li>`,
  );
  return `<section><h2>The record</h2>
<p>${number(recorded.reproduced)} of ${number(recorded.replayed)} decisions were reproduced on the version that they name. ${number(not.erased)} were erased, ${number(not.version_missing)} name a version that is not stored, ${number(not.altered)} were altered.</p>
${fields.length === 0 ? '' : `<p>The entries give another ${fields.join(', ')} than was recorded.</p>`}
${differing.length === 0 ? '' : `<h3>Different from the record</h3><ul>${differing.join('')}</ul>`}
${left.length === 0 ? '' : `<h3>Not replayed</h3><ul>${left.join('')}</ul>`}
</section>`;
};
