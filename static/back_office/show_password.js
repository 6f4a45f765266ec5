/* A button beside each password box that shows what was typed: long passwords on small keys. */
"use strict";
document.querySelectorAll(".account-input input[type=password]").forEach((input) => {
  const texts = input.closest("form").dataset;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "account-show";
  button.textContent = texts.show;
  button.setAttribute("aria-controls", input.id);
  button.addEventListener("click", () => {
    const wasHidden = input.type === "password";
    input.type = wasHidden ? "text" : "password";
    button.textContent = wasHidden ? texts.hide : texts.show;
    input.focus();
  });
  input.form.addEventListener("submit", () => {
    input.type = "password";
  });
  input.after(button);
});
