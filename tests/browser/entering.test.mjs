// First start, invitations, signing in and out, and forgotten passwords.

import assert from 'node:assert/strict';
import { scene } from './support/stage.mjs';
import { arrived, eventually, gone, seen, valued } from './support/waiting.mjs';

const button = (page, name) => page.getByRole('button', { name, exact: true });

/** Walks the dialog at /admin/users and answers the link it shows. */
async function inviteLink(page, email) {
  await button(page, 'Invite people').click();
  const dialog = page.getByRole('dialog', { name: 'Invite people' });
  if (email) await dialog.getByLabel('E-mail (optional)').fill(email);
  await button(dialog, 'Make the link').click();
  const ready = page.getByRole('dialog', { name: 'The invitation is ready' });
  const link = await ready.getByLabel('Link').inputValue();
  await button(ready, 'Done').click();
  await gone(ready);
  return link;
}

async function join(page, { name, email, password }) {
  await page.getByLabel('Your name').fill(name);
  if (email) await page.getByLabel('E-mail', { exact: true }).fill(email);
  await page.getByLabel('New password', { exact: true }).fill(password);
  await button(page, 'Join').click();
}

scene('the printed link makes the first account and leads into the app', async ({ server, stranger }) => {
  const sari = await stranger({ name: 'Sari' });
  const page = await sari.open(await server.setupLink());
  await seen(page.getByText('Step 1 of 4'));
  await page.getByLabel('Workspace name').fill('Nusantara');
  await page.getByLabel('Time zone').selectOption('Asia/Makassar');
  await button(page, 'Continue').click();
  await page.getByLabel('Your name').fill('Sari');
  await page.getByLabel('E-mail', { exact: true }).fill('sari@example.test');
  await page.getByLabel('Password', { exact: true }).fill(sari.password);
  // What was typed is there after a reload, but for the password.
  await page.reload();
  await seen(page.getByText('Step 2 of 4'));
  await valued(page.getByLabel('Your name'), 'Sari');
  await valued(page.getByLabel('Password', { exact: true }), '');
  await page.getByLabel('Password', { exact: true }).fill(sari.password);
  await button(page, 'Create the workspace').click();
  await arrived(page, '/welcome/status');
  assert.equal((await sari.get('/users/me')).timeZone, 'Asia/Makassar');
  await eventually(async () => assert.match(await page.title(), /Nusantara$/));

  await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Home' }).click();
  await seen(page.getByRole('heading', { name: /^Good \w+, Sari$/ }));
  await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Chat' }).click();
  await seen(page.getByTestId('chat-list'));
  await page.reload();
  await seen(page.getByTestId('chat-list'));
});

scene('the printed link works once and never without its token', async ({ server, admin, stranger }) => {
  const link = await server.setupLink();
  const late = await stranger();
  const page = await late.open('/setup');
  await seen(page.getByText('This address is incomplete.'));
  await admin();
  await page.goto('about:blank');
  await page.goto(link);
  await seen(page.getByText('This workspace is already set up.'));
  await page.getByRole('link', { name: 'Go to sign-in' }).click();
  await arrived(page, '/login');
});

scene('an admin invites somebody on the page, and they join in their own browser', async ({ admin, stranger }) => {
  const boss = await admin();
  const page = await boss.open('/admin/users');
  const link = await inviteLink(page, 'budi@example.test');
  await seen(page.getByRole('heading', { name: 'Open invitations' }));

  const budi = await stranger({ name: 'Budi' });
  const his = await budi.open(link);
  await seen(his.getByRole('heading', { name: 'Join Nusantara' }));
  await seen(his.getByText('Sari Admin invited you'));
  await valued(his.getByLabel('E-mail', { exact: true }), 'budi@example.test');
  await join(his, { name: 'Budi', password: budi.password });
  await arrived(his, '/welcome');

  await seen(page.getByRole('row', { name: /Budi/ }));
  await gone(page.getByRole('heading', { name: 'Open invitations' }));

  const again = await stranger({ name: 'second' });
  again.allow(/ 4\d\d POST \S+invitations\/inspect|^4\d\d POST \S+invitations\/inspect/);
  const hers = await again.open(link);
  await seen(hers.getByText('This invitation is no longer valid.'));
});

scene('an invitation for anybody asks for the address; a withdrawn one is refused', async ({ admin, stranger }) => {
  const boss = await admin();
  const page = await boss.open('/admin/users');
  const open = await inviteLink(page);
  const rini = await stranger({ name: 'Rini' });
  const hers = await rini.open(open);
  await join(hers, { name: 'Rini', email: 'rini@example.test', password: rini.password });
  await arrived(hers, '/welcome');

  const withdrawn = await inviteLink(page);
  await button(page, 'Withdraw the invitation for Anyone with the link').click();
  await seen(page.getByText('Invitation withdrawn'));
  const late = await stranger({ name: 'late' });
  late.allow(/^4\d\d POST \S+invitations\/inspect/);
  await seen((await late.open(withdrawn)).getByText('This invitation is no longer valid.'));
});

scene('who is not signed in comes back to where they wanted to go', async ({ admin, person, stranger }) => {
  await admin();
  const budi = await person('Budi');
  const visitor = await stranger({ name: 'Budi elsewhere' });
  visitor.allow(/^401 (GET|POST) /);
  const page = await visitor.open('/settings/security');
  await arrived(page, '/login?next=%2Fsettings%2Fsecurity');
  await visitor.signIn(budi);
  await arrived(page, '/settings/security');
  await seen(page.getByRole('heading', { name: 'Signed-in devices' }));

  await page.goto('/login');
  await arrived(page, '/dashboard');
});

scene('next leads nowhere but this site', async ({ person, stranger }) => {
  const budi = await person('Budi');
  for (const next of ['//evil.example/x', 'https://evil.example/', '/\\evil.example', 'javascript:alert(1)']) {
    const visitor = await stranger();
    visitor.allow(/^401 (GET|POST) /);
    const page = await visitor.open(`/login?next=${encodeURIComponent(next)}`);
    await visitor.signIn(budi);
    await arrived(page, '/dashboard');
  }
});

scene('a wrong password is explained and the address stays', async ({ person, stranger }) => {
  const budi = await person('Budi');
  const visitor = await stranger();
  visitor.allow(/^401 (GET|POST) /);
  const page = await visitor.open('/login');
  await visitor.signIn({ email: budi.email, password: 'certainly not this one' });
  await seen(page.getByRole('alert').getByText('The e-mail address or the password is not right.'));
  assert.equal(await page.getByLabel('E-mail', { exact: true }).inputValue(), budi.email);
  await visitor.signIn(budi);
  await arrived(page, '/dashboard');
});

scene('too many attempts say how long to wait', async ({ person, stranger }) => {
  const budi = await person('Budi');
  const visitor = await stranger();
  visitor.allow(/^4(01|29) (GET|POST) /);
  const page = await visitor.open('/login');
  for (let i = 0; i < 7; i += 1) {
    const answered = page.waitForResponse(/auth\/login$/);
    await visitor.signIn({ email: budi.email, password: 'certainly not this one' });
    await answered;
    await seen(page.getByRole('button', { name: 'Sign in', exact: true, disabled: false }));
  }
  await seen(page.getByRole('alert').getByText(/Try again in \d+ seconds?/));
}, { env: { EPOP_LIMITS_SIGN_IN: '6' } });

scene('signing out ends it here and in the other tab', async ({ person }) => {
  const budi = await person('Budi');
  budi.allow(/^401 (GET|POST) /);
  const page = await budi.open('/dashboard');
  const other = await budi.open('/chat');
  await page.getByRole('button', { name: /Your profile: Budi/ }).click();
  await page.getByRole('dialog', { name: 'You' }).getByText('Sign out').click();
  await arrived(page, '/login');
  await other.waitForURL(/\/login/);
  await page.goto('/chat');
  await arrived(page, '/login?next=%2Fchat');
});

scene('a forgotten password is answered the same whether the account exists', async ({ person, stranger }) => {
  const budi = await person('Budi');
  const visitor = await stranger();
  visitor.allow(/^401 (GET|POST) /);
  for (const email of [budi.email, 'nobody@example.test']) {
    const page = await visitor.open('/login');
    await page.getByRole('link', { name: 'Forgot password?' }).click();
    await page.getByLabel('E-mail', { exact: true }).fill(email);
    await button(page, 'Send the link').click();
    await seen(page.getByText(`If there is an account for ${email}, a link is on its way.`));
  }
});

scene('an admin makes a link to set a new password, which ends the old sessions', async ({ admin, person, stranger }) => {
  const boss = await admin();
  const budi = await person('Budi');
  budi.allow(/^401 (GET|POST) /);
  const his = await budi.open('/chat');
  const page = await boss.open('/admin/users');
  await button(page, 'Actions for Budi').click();
  await page.getByRole('menuitem', { name: 'Make a password link' }).click();
  const dialog = page.getByRole('dialog', { name: 'Password link for Budi' });
  const link = await dialog.getByLabel('Link').inputValue();

  const elsewhere = await stranger({ name: 'Budi elsewhere' });
  elsewhere.allow(/^4\d\d (GET|POST) /);
  const fresh = await elsewhere.open(link);
  await fresh.getByLabel('New password', { exact: true }).fill('nasi uduk sebelum subuh');
  await button(fresh, 'Set the password').click();
  await arrived(fresh, '/login?reset=1');
  await seen(fresh.getByText('Your password is changed.'));
  await seen(his.getByRole('dialog', { name: 'Please sign in again' }));
  await elsewhere.signIn({ email: budi.email, password: 'nasi uduk sebelum subuh' });
  await arrived(fresh, '/dashboard');

  const twice = await elsewhere.open(link);
  await twice.getByLabel('New password', { exact: true }).fill('sekali lagi mencoba masuk');
  await button(twice, 'Set the password').click();
  await seen(twice.getByRole('alert').getByText('This link is no longer valid.'));
});

scene('pages for admins send members back and say why', async ({ person }) => {
  const budi = await person('Budi');
  const page = await budi.open('/admin/users');
  await arrived(page, '/dashboard?forbidden=1');
  await seen(page.getByText('That page is not open to you'));
  assert.equal(await page.getByRole('navigation', { name: 'Areas' }).getByRole('link', { name: 'Admin' }).count(), 0);
});

scene('an unknown address says so and leads home', async ({ person }) => {
  const budi = await person('Budi');
  const page = await budi.open('/no/such/page');
  await seen(page.getByRole('heading', { name: 'There is no such page' }));
  await page.getByRole('link', { name: 'Go to the home page' }).click();
  await arrived(page, '/dashboard');
});
