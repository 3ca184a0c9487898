// node page.mjs URL CHECK: opens a page, does one of the checks, and prints as JSON what it saw.
import {chromium} from "playwright-core";
import * as checks from "./checks.mjs";

const [url, check] = process.argv.slice(2);
// Chromium refuses to sandbox what root starts.
const browser = await chromium.launch({executablePath: "/usr/bin/chromium", args: ["--no-sandbox"]});
try {
  const page = await browser.newPage({viewport: {width: 1400, height: 900}});
  const errors = [];
  const requests = [];
  page.on("console", (message) => { if (/error|warning/.test(message.type())) errors.push(message.text()); });
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(url);
  const seen = await checks[check](page);
  console.log(JSON.stringify({errors, requests, seen}));
} finally {
  await browser.close();
}
