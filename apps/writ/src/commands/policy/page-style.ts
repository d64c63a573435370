/** The looks of a report's page, in light and dark. */
export const PAGE_STYLE = `
:root { color-scheme: light dark;
  --page: #f6f7f9; --sheet: #fff; --ink: #17202b; --soft: #5b6876; --line: #dfe4ea; --accent: #3457d5;
  --bad: #c2342b; --good: #1d7f52; --note: #a1670a; --bad-ink: #fff; }
@media (prefers-color-scheme: dark) { :root {
  --page: #10151b; --sheet: #182029; --ink: #e5eaf0; --soft: #94a3b3; --line: #2a3541; --accent: #8aa4ff;
  --bad: #ff7b70; --good: #56c793; --note: #e6b04f; --bad-ink: #10151b; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 40px 24px 64px; }
.brand { margin: 0; font-size: 13px; font-weight: 700; letter-spacing: .14em; text-transform: uppercase; color: var(--accent); }
h1 { margin: 4px 0 4px; font-size: 28px; line-height: 1.2; letter-spacing: -.01em; overflow-wrap: anywhere; }
h2 { margin: 0 0 12px; font-size: 17px; }
h3 { margin: 16px 0 6px; font-size: 15px; }
.lead, .hint, footer { color: var(--soft); margin: 0; }
.hint { font-size: 13px; margin-top: 10px; }
section { background: var(--sheet); border: 1px solid var(--line); border-radius: 12px; padding: 22px 24px; margin-top: 20px; }
section.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 16px; background: none; border: 0; padding: 0; margin-top: 28px; }
.card { background: var(--sheet); border: 1px solid var(--line); border-top: 4px solid var(--soft); border-radius: 12px; padding: 16px 18px; }
.card b { display: block; font-size: 30px; line-height: 1.2; font-variant-numeric: tabular-nums; }
.card span { color: var(--soft); font-size: 13.5px; }
.card.good { border-top-color: var(--good); } .card.bad { border-top-color: var(--bad); } .card.note { border-top-color: var(--note); }
.card.bad b { color: var(--bad); } .card.good b { color: var(--good); }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); gap: 28px 40px; }
.scroll { overflow-x: auto; }
.matrix { border-collapse: separate; border-spacing: 4px; font-variant-numeric: tabular-nums; }
.matrix th { font-size: 12px; font-weight: 600; color: var(--soft); padding: 4px 10px; text-align: center; }
.matrix th[scope=row] { text-align: right; }
.matrix tbody td { min-width: 84px; height: 40px; text-align: center; border-radius: 7px; font-weight: 600; }
.matrix .none, .matrix .same { color: var(--soft); background: var(--page); font-weight: 400; }
.matrix .looser { background: color-mix(in srgb, var(--bad) calc(var(--weight) * 60%), var(--sheet)); }
.matrix .stricter { background: color-mix(in srgb, var(--good) calc(var(--weight) * 60%), var(--sheet)); }
.matrix .other { background: color-mix(in srgb, var(--note) calc(var(--weight) * 60%), var(--sheet)); }
.bars { list-style: none; margin: 0; padding: 0; }
.bars li { display: grid; grid-template-columns: minmax(0, 12em) 1fr auto; gap: 12px; align-items: center; padding: 3px 0; }
.bars .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: 14px; }
.bars .bar { background: var(--page); border-radius: 4px; height: 12px; overflow: hidden; }
.bars i { display: block; height: 100%; background: var(--good); border-radius: 4px; overflow: hidden; }
.bars u { display: block; height: 100%; background: var(--bad); }
.bars .count { min-width: 7.5em; font-variant-numeric: tabular-nums; font-weight: 600; text-align: right; } small { color: var(--soft); font-weight: 400; }
.flip { border: 1px solid var(--line); border-left: 4px solid var(--note); border-radius: 8px; margin: 8px 0; }
.flip.looser { border-left-color: var(--bad); } .flip.stricter { border-left-color: var(--good); }
.flip summary { cursor: pointer; padding: 9px 14px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.flip .arrow { display: inline-block; min-width: 9.5em; font-size: 13.5px; } .flip.looser .arrow { color: var(--bad); } .flip.stricter .arrow { color: var(--good); }
.flip .short { color: var(--soft); font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.flip dl { display: grid; grid-template-columns: 7em 1fr; gap: 6px 12px; margin: 0; padding: 10px 16px 14px; border-top: 1px solid var(--line); }
dt { color: var(--soft); } dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
code, pre { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { margin: 0; padding: 10px 12px; background: var(--page); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 22em; overflow: auto; }
ul { padding-left: 20px; } .bars { padding-left: 0; }
footer { margin-top: 24px; font-size: 13px; }
@media print { body { background: #fff; } section, .card { break-inside: avoid; } }
`;
