/** The look of a page: light and dark, on a screen and on paper. It names no file, so a page asks nothing of a network. */
export const STYLE = `
:root{color-scheme:light dark;--page:#fff;--ink:#1b1f24;--dim:#59636e;--line:#d1d9e0;--soft:#f4f6f8;
--bad:#b3261e;--bad-soft:#fbdedb;--warn:#8a5a00;--warn-soft:#fdeec2;--unknown:#5b4a9e;--unknown-soft:#e8e3fb;
--info:#0b5cad;--info-soft:#dcebfb;--ok:#1a7f37;--ok-soft:#dcf5e3}
@media (prefers-color-scheme:dark){:root{--page:#12161b;--ink:#e6eaee;--dim:#9aa5b1;--line:#333c46;--soft:#1b2128;
--bad:#ff8a80;--bad-soft:#4a1d1a;--warn:#f2c14e;--warn-soft:#43340d;--unknown:#b9a8ff;--unknown-soft:#2f2753;
--info:#82b9f5;--info-soft:#15304d;--ok:#74d68c;--ok-soft:#143620}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem;max-width:90rem;background:var(--page);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
h1{font-size:1.05rem;margin:0 0 .5rem;color:var(--dim);font-weight:600}
h2{font-size:1.05rem;margin:2rem 0 .5rem}
.verdict{font-size:1.35rem;font-weight:650;line-height:1.35;padding:.8rem 1rem;border-left:.4rem solid;border-radius:.3rem;
overflow-wrap:anywhere}
.facts{color:var(--dim);font-size:.87rem;margin:.6rem 0 0;padding:0;list-style:none}
.sign{display:inline-block;min-width:1.3em;font-weight:700;text-align:center}
.bad{color:var(--bad);background:var(--bad-soft)}.warn{color:var(--warn);background:var(--warn-soft)}
.unknown{color:var(--unknown);background:var(--unknown-soft)}.info{color:var(--info);background:var(--info-soft)}
.ok{color:var(--ok);background:var(--ok-soft)}
.claim{margin:.4rem 0;padding:.45rem .7rem;border:1px solid var(--line);border-radius:.3rem;overflow-wrap:anywhere}
.claim .sign{border-radius:.2rem;margin-right:.5em}
.claim ul{margin:.3rem 0 .3rem 1.2rem;padding:0}
summary{cursor:pointer}
code,pre,.mono,th,td{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.85rem}
.command{display:flex;gap:.5rem;align-items:flex-start;margin:.3rem 0}
.command pre{margin:0;padding:.35rem .6rem;background:var(--soft);border:1px solid var(--line);border-radius:.3rem;
white-space:pre-wrap;overflow-wrap:anywhere;flex:1}
.where{color:var(--dim);font-size:.85rem;min-width:6rem;padding-top:.35rem}
button,input{font:inherit;font-size:.85rem;color:inherit;background:var(--soft);border:1px solid var(--line);
border-radius:.3rem;padding:.25rem .6rem}
button:focus-visible,input:focus-visible,summary:focus-visible,th:focus-visible{outline:.15rem solid var(--info);outline-offset:.1rem}
.tools{display:flex;gap:.7rem;align-items:center;margin:.5rem 0;flex-wrap:wrap;color:var(--dim);font-size:.85rem}
.scroll{overflow:auto;max-height:80vh;border:1px solid var(--line);border-radius:.3rem}
table{border-collapse:separate;border-spacing:0;min-width:100%}
th,td{padding:.25rem .55rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
thead th{position:sticky;top:0;background:var(--soft);z-index:2;white-space:nowrap;cursor:pointer}
tbody th{position:sticky;left:0;background:var(--page);font-weight:500;z-index:1;white-space:nowrap}
thead th:first-child{left:0;z-index:3}
.map td{text-align:center;border-left:1px solid var(--line);white-space:nowrap}
.map thead th{max-width:14rem;overflow:hidden;text-overflow:ellipsis}
td.none{background:none;color:var(--line)}
tr[hidden]{display:none}
.caption{color:var(--dim);font-size:.87rem;margin:0 0 .4rem}
.lanes{width:100%;height:auto;display:block;font-size:12px}
.lanes text{fill:var(--ink)}.lanes .axis{stroke:var(--line)}
.lanes .m-bad{fill:var(--bad)}.lanes .m-warn{fill:var(--warn)}.lanes .m-unknown{fill:var(--unknown)}
.lanes .m-info{fill:var(--info)}.lanes .m-ok{fill:var(--ok)}
footer{margin-top:2.5rem;color:var(--dim);font-size:.85rem}
@media (max-width:40rem){body{padding:.8rem}.command{flex-wrap:wrap}.where{min-width:100%;padding:0}}
@media print{body{padding:0;max-width:none}.scroll{max-height:none;overflow:visible;border:0}.tools,button{display:none}
thead th,tbody th{position:static}h2{break-after:avoid}tr,.claim{break-inside:avoid}}
`;
