namespace SvaOrleans.Simulation.Exploration.Reports;

/// <summary>How <see cref="HtmlTimeline"/> looks: columns as wide as the window leaves room for; on a narrow one, names turn upright and a
/// step's text is below its arrow. Light or dark by the reader's system.</summary>
internal static class HtmlTimelineStyle
{
    public const string Text = """

        :root { color-scheme: light dark; --ink: light-dark(#1c2430, #e6e9ee); --paper: light-dark(#fff, #14181e);
          --soft: light-dark(#f4f6f8, #1d232b); --line: light-dark(#cdd5de, #38424f);
          --call: light-dark(#1f5fbf, #7db4ff); --faint: light-dark(#5d6877, #9aa7b8); --red: light-dark(#b3261e, #ff8a80);
            --green: light-dark(#1b6b3a, #7fd6a0); --alarm: light-dark(#fde7e5, #47201d); }
        * { box-sizing: border-box; }
        body { font: 14px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 20px 24px; --number: 38px;
          --lane: clamp(40px, calc((100vw - 560px) / var(--columns)), 104px); }
        h1 { font-size: 20px; margin: 0 0 8px; overflow-wrap: anywhere; } h2 { font-size: 16px; margin: 24px 0 8px; }
        ul { padding-left: 20px; margin: 8px 0; } p { margin: 8px 0; } a { color: var(--call); }
        .message { color: var(--red); font-weight: 600; white-space: pre-wrap; overflow-wrap: anywhere; }
        .red, .choice small { color: var(--red); }
        pre { background: var(--soft); padding: 8px 12px; margin: 8px 0; white-space: pre-wrap; overflow-wrap: anywhere;
          font-size: 12.5px; }
        .was { color: var(--red); } .is { color: var(--green); }
        .chart { margin-top: 16px; border: 1px solid var(--line); border-width: 1px 0; }
        .names { position: sticky; top: 0; z-index: 1; display: flex; align-items: flex-end; padding: 6px 0; padding-left: var(--number);
          background: var(--paper); border-bottom: 1px solid var(--line); }
        .names b { width: var(--lane); flex: none; text-align: center; font-size: 12px; line-height: 1.25; overflow-wrap: anywhere;
          padding: 0 2px; }
        .row { display: grid; grid-template: "number lanes what" auto / var(--number) calc(var(--columns) * var(--lane)) minmax(0, 1fr);
          scroll-margin-top: 40vh; }
        .row:hover { background: var(--soft); }
        .row i { grid-area: number; align-self: center; font-style: normal; font-size: 12px; color: var(--faint); padding-left: 4px; }
        .lanes { grid-area: lanes; position: relative; min-height: 25px;
          background: linear-gradient(90deg, var(--line) 1px, transparent 1px) calc(var(--lane) / 2) 0 / var(--lane) 100%; }
        .lanes s { position: absolute; top: 50%; left: calc((var(--a) + .5) * var(--lane));
          width: calc((var(--b) - var(--a)) * var(--lane)); border-top: 2px solid var(--colour); margin-top: -1px; --colour: var(--call);
            text-decoration: none; }
        .lanes .answer { border-top-style: dashed; border-top-width: 1.5px; --colour: var(--faint); }
        .choice .lanes s { --colour: var(--red); }
        .lanes s::after { content: ""; position: absolute; top: -5px; border: 4px solid transparent; }
        .lanes .right::after { right: 0; border-left: 7px solid var(--colour); border-right: 0; } .lanes .left::after { left: 0;
          border-right: 7px solid var(--colour); border-left: 0; }
        .lanes .dot { border: 0; } .lanes .dot::after { left: -4px; top: -3px; border: 0; width: 8px; height: 8px; border-radius: 50%;
          background: var(--colour); }
        .what { grid-area: what; align-self: center; padding: 2px 4px 2px 12px; font-size: 13px; line-height: 1.35;
          overflow-wrap: anywhere; }
        .what em { display: none; font-style: normal; color: var(--faint); } .what em.needed { display: inline; }
        .what b { font-weight: 600; } .what span { color: var(--faint); }
        .break { background: var(--alarm); outline: 2px solid var(--red); outline-offset: -2px; }
        .break:hover { background: var(--alarm); } .break strong { color: var(--red); margin-left: 6px; }
        summary { cursor: pointer; color: var(--faint); background: var(--soft); padding: 5px 8px; font-size: 13px; }
        @media (max-width: 1000px) {
          body { margin: 12px; --number: 30px; --lane: min(44px, calc((100vw - 56px) / var(--columns))); }
          h1 { font-size: 17px; }
          .names b { writing-mode: vertical-rl; transform: rotate(180deg); width: var(--lane); text-align: left; display: flex;
            align-items: center; overflow-wrap: normal; white-space: nowrap; padding: 2px 0; }
          .row { grid-template: "number lanes" auto "number what" auto / var(--number) minmax(0, 1fr); padding-bottom: 3px;
            border-bottom: 1px solid var(--soft); }
          .row i { align-self: start; padding-top: 3px; } .lanes { min-height: 18px; width: calc(var(--columns) * var(--lane)); }
          .what { padding-left: 2px; } .what em { display: inline; }
        }

        """;
}
