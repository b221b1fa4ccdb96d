/**
 * How the page looks: light and dark, wide and narrow.
 */

/** The style sheet. */
export const STYLE = `
:root { color-scheme: light dark; --ground: #fff; --raised: #f5f6f8; --line: #dfe2e7; --text: #1b1f24; --faint: #646c78;
  --pass: #1a7f37; --fail: #cf222e; --crashed: #8250df; --weak: #9a6700; --info: #0969da; --none: #8c959f; }
@media (prefers-color-scheme: dark) { :root { --ground: #0f1318; --raised: #181d24; --line: #2c343f; --text: #dfe4ea;
  --faint: #929ca9; --pass: #3fb950; --fail: #ff7b72; --crashed: #bc8cff; --weak: #d8a530; --info: #6cb6ff; --none: #768390; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem 1rem 4rem; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.05rem; margin: 2rem 0 .4rem; }
h2 small, .faint { color: var(--faint); font-weight: normal; }
code, pre, .id, .bytes { font: 12.5px/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; }
p { margin: .3rem 0; }
.peers { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .75rem; margin: 1.25rem 0; padding: 0; list-style: none; }
.peers li { background: var(--raised); border: 1px solid var(--line); border-radius: .5rem; padding: .7rem .85rem; }
.peers b { overflow-wrap: anywhere; }
.letter { display: inline-block; min-width: 1.5rem; padding: 0 .3rem; margin-right: .4rem; border-radius: .3rem; text-align: center;
  background: var(--text); color: var(--ground); font-weight: 600; font-size: .85rem; }
.bar { display: flex; height: .5rem; border-radius: .25rem; overflow: hidden; margin: .5rem 0 .35rem; background: var(--line); }
.bar i { background: currentColor; }
.pass { color: var(--pass); } .fail, .timeout { color: var(--fail); } .crashed { color: var(--crashed); }
.non-strict { color: var(--weak); } .informational { color: var(--info); } .unimplemented, .skipped { color: var(--none); }
.legend { display: flex; flex-wrap: wrap; gap: .15rem 1.1rem; color: var(--faint); font-size: .87rem; }
.legend b { display: inline-block; width: 1.2em; text-align: center; }
.filter { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: center; gap: .4rem 1rem; padding: .55rem 0;
  background: var(--ground); border-bottom: 1px solid var(--line); margin-top: 1rem; }
.filter label { cursor: pointer; }
.heads, summary.row { display: grid; grid-template-columns: 8.6rem minmax(0, 1fr) 4.6rem repeat(var(--peers), 2rem); gap: 0 .6rem; align-items: baseline; }
.filter .heads { flex-basis: 100%; color: var(--faint); font-size: .8rem; padding: 0 .5rem; }
.heads span, .cell { text-align: center; } .heads .letter { margin: 0; }
.case { border-top: 1px solid var(--line); scroll-margin-top: 5rem; }
.case:last-child { border-bottom: 1px solid var(--line); }
summary { cursor: pointer; } summary.row { list-style: none; padding: .32rem .5rem; }
summary.row::-webkit-details-marker { display: none; }
summary.row:hover, .case[open] > summary { background: var(--raised); }
summary:focus-visible, input:focus-visible { outline: 2px solid var(--info); outline-offset: -2px; }
.id { color: var(--faint); white-space: nowrap; } .level { color: var(--faint); font-size: .78rem; }
.cell { font-weight: 700; }
.more { padding: .3rem .5rem 1rem 1rem; border-left: 3px solid var(--line); margin: 0 0 .5rem .5rem; }
.result { margin-top: .8rem; }
.result dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0 .8rem; margin: .25rem 0; }
.result dt { color: var(--faint); } .result dd { margin: 0; overflow-wrap: anywhere; }
.said { list-style: none; margin: .4rem 0 0; padding: 0; }
.said > li { border-left: 3px solid var(--line); padding: .1rem 0 .1rem .6rem; }
.said > .sent { border-color: var(--info); } .said > .received { border-color: var(--pass); }
.said time { display: inline-block; min-width: 4.6rem; color: var(--faint); font-size: .8rem; font-variant-numeric: tabular-nums; }
.violation { color: var(--fail); }
.bytes { display: grid; grid-template-columns: 2.6rem minmax(6rem, 26rem) minmax(0, 1fr); gap: 0 .8rem; margin: .15rem 0 .35rem; }
.bytes > * { overflow-wrap: anywhere; } .bytes .at { color: var(--faint); } .bytes .means { color: var(--faint); }
body:has(#unusual:checked) .case.plain, body:has(#different:checked) .case.same,
body:has(#unusual:checked) section:not(:has(.case:not(.plain))), body:has(#different:checked) section:not(:has(.case:not(.same))) { display: none; }
@media (max-width: 40rem) {
  body { font-size: 14px; padding: 1rem .6rem 3rem; }
  .case { scroll-margin-top: 7.5rem; }
  .heads, summary.row { grid-template-columns: minmax(0, 1fr) 3.5rem repeat(var(--peers), 1.5rem); gap: 0 .35rem; }
  summary.row .title { grid-column: 1 / -1; grid-row: 2; } .heads .title + .title { display: none; }
  .bytes { grid-template-columns: 2.4rem minmax(0, 1fr); } .bytes .means { grid-column: 2; margin-bottom: .2rem; }
  .more { padding-left: .5rem; margin-left: 0; }
}
@media print { .filter { position: static; } }
`
