// Runs in the page, so it is one function: the least contrast between a visible text and what is behind it, as WCAG 2
// counts it, and the background of all.
export function contrasts() {
  const coloursIn = (text) => (text.match(/rgba?\([^)]*\)/g) || []).map((colour) => colour.match(/[\d.]+/g).map(Number));
  const isOpaque = ([, , , alpha = 1]) => alpha === 1;
  const luminance = (colour) => {
    const [red, green, blue] = colour.slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((left, right) => left - right);
    return (light + 0.05) / (dark + 0.05);
  };
  // Several where there are stripes.
  const behind = (element) => {
    const found = [];
    for (let each = element; each; each = each.parentElement) {
      const style = getComputedStyle(each);
      found.push(...coloursIn(style.backgroundImage).filter(isOpaque));
      const [colour] = coloursIn(style.backgroundColor);
      if (isOpaque(colour)) return [...found, colour];
    }
    throw new Error("there is no background");
  };

  let least = {ratio: Infinity};
  const look = (element, text, colour) => {
    for (const background of behind(element)) {
      const ratio = contrast(colour, background);
      if (ratio < least.ratio) least = {ratio, text, element: element.outerHTML.slice(0, 200), colour, background};
    }
  };
  let count = 0;
  for (const element of document.querySelectorAll("body *")) {
    if (!element.checkVisibility()) continue;
    const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE)
      .map((node) => node.data.trim()).join(" ").trim();
    if (own) look(element, own, coloursIn(getComputedStyle(element).color)[0]);
    if (own) ++count;
    if (element.placeholder)
      look(element, element.placeholder, coloursIn(getComputedStyle(element, "::placeholder").color)[0]);
  }
  return {background: getComputedStyle(document.body).backgroundColor, count, least};
}
