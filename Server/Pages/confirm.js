// Asks before something is done that cannot be taken back, does it, and says what the cluster said.

import { byId, say, show } from "./text.js";

const errors = new Map([[2, "-ENOENT"], [16, "-EBUSY"], [19, "-ENODEV"], [22, "-EINVAL"]]);
let fade = 0;

function tell(text, isBad) {
  const notice = byId("notice");
  notice.classList.toggle("bad", isBad);
  say(notice, text);
  show(notice, true);
  clearTimeout(fade);
  fade = setTimeout(() => show(notice, false), isBad ? 30000 : 8000);
}

// option: words for a checkbox, or nothing. act gets whether it is ticked, and answers with what to say.
export function confirm({ title, text, yes, option }, act) {
  const dialog = byId("confirm");
  say(byId("confirm-title"), title);
  say(byId("confirm-text"), text);
  say(byId("confirm-yes"), yes);
  show(byId("confirm-option"), Boolean(option));
  say(byId("confirm-check-text"), option ?? "");
  byId("confirm-check").checked = false;
  dialog.returnValue = "cancel";
  dialog.onclose = async () => {
    if (dialog.returnValue === "yes") {
      try {
        tell(await act(byId("confirm-check").checked), false);
      } catch (refusal) {
        tell(`${title}: ${refusal.message}`, true);
      }
    }
  };
  dialog.showModal();
  byId("confirm-cancel").focus();
}

// Kernel errors are answers, not faults of the API.
export function check(answer) {
  const code = answer?.error?.code ?? 0;
  if (code !== 0) {
    throw new Error(`the host answered ${errors.get(code) ?? -code}`);
  }

  return answer;
}
