/* Fields that are left empty are left out of the address. */
"use strict";
for (const form of document.forms) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });
}
