// The page of files as people see it.

import assert from 'node:assert/strict';
import { eventually } from './waiting.mjs';

/** Its parts, and what one does there. */
export class Files {
  constructor(page) {
    this.page = page;
    this.main = page.locator('#main');
    this.items = this.main.getByTestId('file-item');
    this.panel = page.getByRole('complementary', { name: 'Side panel' });
    this.tray = page.getByRole('region', { name: 'Uploads' });
    this.large = page.getByRole('dialog', { name: 'Preview' });
  }

  item(name) {
    return this.items.filter({ hasText: name });
  }

  /** The names on screen, from top to bottom. */
  names() {
    return this.main.locator('.files-open').allInnerTexts();
  }

  /** Waits until exactly these are listed, in this order. */
  listed(...names) {
    return eventually(async () => assert.deepEqual(await this.names(), names));
  }

  /** Gives a file the focus, as Tab and arrows do. */
  async focus(name) {
    await this.item(name).focus();
    return this.page.keyboard;
  }

  async menu(name, entry) {
    await this.item(name).getByRole('button', { name: `Actions for ${name}` }).click();
    await this.page.getByRole('menuitem', { name: entry }).click();
  }
}
