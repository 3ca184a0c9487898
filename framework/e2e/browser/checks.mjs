// What a user does with the page of a report, and what the page then shows.
import {contrasts} from "./contrast.mjs";

const texts = (page, selector) => page.locator(selector).allTextContents();

const timelineOf = (page) => page.evaluate(async () => {
  for (const _ of [1, 2]) await new Promise(requestAnimationFrame);  // what a scroll leads to is drawn in a later frame
  const row = document.querySelector(".row.selected");
  const place = row.getBoundingClientRect();
  const room = row.closest(".scroll").getBoundingClientRect();
  return {
    event: Number(/^event (\d+) of/.exec(document.querySelector(".where").textContent)[1]) - 1,
    row: Number(row.dataset.index),
    isVisible: place.top > room.top - 1 && place.bottom < room.bottom + 1,
    state: document.querySelector(".state").innerText,
  };
});

// Navigates as a link would.
async function show(page, hash) {
  await page.evaluate((hash) => { location.hash = hash; }, hash);
  await page.waitForSelector({"": ".filter", "#coverage": ".chart canvas"}[hash] || ".row.selected");
}

export async function open(page) {
  await page.waitForLoadState("networkidle");
  return {heading: await page.locator("h1").textContent(), badges: await texts(page, ".counts .badge")};
}

export async function follow(page) {
  const matrix = {rows: await texts(page, ".matrix tbody th"), badges: await texts(page, ".matrix td .badge")};
  await page.locator(".matrix a").first().click();  // the page follows when it is told of the new address
  await page.waitForSelector(".row.selected");
  const finding = {hash: new URL(page.url()).hash, heading: await page.locator("h1").textContent(),
    timeline: await timelineOf(page)};
  await page.getByText("all results").click();
  await page.waitForSelector(".matrix");
  return {matrix, finding, rowsAfterwards: await texts(page, ".matrix tbody th")};
}

export async function repeats(page) {
  await page.evaluate(() => { location.hash = "#finding-0"; });
  const link = await page.locator("p.faint").textContent();
  await page.locator("p.faint a").click();
  await page.waitForURL(/#finding-1$/);
  return {link, heading: await page.locator("h1").textContent()};
}

export async function step(page) {
  const seen = [{key: "", ...await timelineOf(page)}];
  for (const key of ["ArrowLeft", "ArrowLeft", "ArrowRight", "Home", "ArrowLeft", "]", "]", "[", "f", "[", "f", "f", "End",
    "ArrowRight", "[", "ArrowUp", "Home", "ArrowDown", "v"]) {
    await page.keyboard.press(key);
    seen.push({key, ...await timelineOf(page)});
  }
  return seen;
}

export async function filter(page) {
  const rows = async () => (await texts(page, ".filter + .wide tbody td:first-child"));
  await show(page, "#finding-0");
  const before = (await timelineOf(page)).event;
  await page.locator(".bar select").focus();
  for (const key of ["v", "f", "[", "Home"]) await page.keyboard.press(key);
  const afterKeysInSelect = (await timelineOf(page)).event;
  await page.locator(".scroll").focus();
  await page.keyboard.press("Home");
  await show(page, "");
  const all = await rows();
  const input = page.locator(".filter input");
  await input.click();
  await page.keyboard.type("flock fv[");
  const none = await rows();
  const typed = await input.inputValue();
  await input.clear();
  await page.keyboard.type("Caught BUILD");
  const some = await rows();
  await page.keyboard.press("Home");
  await page.keyboard.type("unlink ");
  const same = await rows();
  const retyped = await input.inputValue();
  await input.clear();
  const allAgain = await rows();
  await show(page, "#finding-0");
  return {all, typed, none, some, retyped, same, allAgain, before, afterKeysInSelect,
    after: (await timelineOf(page)).event};
}

export async function colours(page) {
  const seen = {};
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({colorScheme});
    const look = async (name) => { seen[`${colorScheme} ${name}`] = await page.evaluate(contrasts); };
    await show(page, "");
    await look("results");
    await show(page, "#coverage");
    await look("coverage");
    for (const hash of ["#finding-0", "#finding-1"]) {
      await show(page, hash);
      await page.evaluate(() => { for (const each of document.querySelectorAll("details")) each.open = true; });
      for (const key of ["v", "Home", "f"]) {
        await page.keyboard.press(key);
        await look(`${hash} ${key}`);
      }
    }
  }
  return seen;
}

export async function load(page) {
  const url = page.url();
  await page.addInitScript(() => {
    const look = () => requestAnimationFrame(() => {
      if (document.querySelector(".row.selected")) requestAnimationFrame(() => { window.drawn_ms = performance.now(); });
      else look();
    });
    look();
  });
  const times = [];
  for (let time = 0; time < 3; ++time) {
    await page.goto("about:blank");
    await page.goto(url);
    await page.waitForFunction(() => window.drawn_ms);
    times.push(await page.evaluate(() => window.drawn_ms));
  }
  return {times, timeline: await timelineOf(page)};
}

export async function scroll(page) {
  await page.evaluate(() => {
    window.mostRows = document.querySelectorAll(".row").length;
    new MutationObserver(() => { window.mostRows = Math.max(window.mostRows, document.querySelectorAll(".row").length); })
      .observe(document.body, {childList: true, subtree: true});
  });
  const places = [];
  // Of the row in the middle of what is visible; -1 if that is blank.
  const look = async () => places.push(await page.locator(".scroll").evaluate((scroll) => {
    const {left, top, height} = scroll.getBoundingClientRect();
    const row = document.elementFromPoint(left + 5, top + height / 2)?.closest(".row");
    return row ? Number(row.dataset.index) : -1;
  }));
  await page.keyboard.press("Home");
  await page.locator(".scroll").hover();
  await look();
  for (const distance of [500, 500, 5000, 50000, 500000, -300000, -4000]) {
    await page.mouse.wheel(0, distance);
    await page.waitForTimeout(150);
    await look();
  }
  return {places, mostRows: await page.evaluate(() => window.mostRows)};
}

export async function copy(page) {
  const button = page.getByRole("button", {name: "copy"});
  const command = await page.locator(".command code").textContent();
  await button.click();
  const label = await page.locator(".command button").textContent();
  await show(page, "");
  await page.locator(".filter input").click();
  await page.keyboard.press("Control+V");
  const pasted = await page.locator(".filter input").inputValue();
  await show(page, "#finding-0");
  await page.evaluate(() => { document.execCommand = () => false; });
  await button.click();
  return {command, label, pasted, labelWhereRefused: await page.locator(".command button").textContent()};
}
