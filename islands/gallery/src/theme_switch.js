try {
  const theme = localStorage.getItem("l9-theme");
  if (theme == "light" || theme == "dark") document.documentElement.dataset.theme = theme;
} catch {}
