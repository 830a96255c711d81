// Brings the page up to date in place: what a person is looking at stays where it is.
let shown = document.querySelector("main").innerHTML;

async function lookAgain() {
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("main");
    if (now && now.innerHTML !== shown) {
      shown = now.innerHTML;
      document.querySelector("main").replaceChildren(...now.childNodes);
      document.title = page.title;
    }
    document.body.classList.remove("gone");
  } catch {
    document.body.classList.add("gone");
  }
  setTimeout(lookAgain, 1500);
}

setTimeout(lookAgain, 1500);
