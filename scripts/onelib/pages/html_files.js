const search = document.getElementById('search');
search.hidden = false;
search.addEventListener('input', () => {
	const wanted = search.value.trim().toLowerCase();
	document.querySelectorAll('tbody').forEach((article) => {
		article.hidden = !article.textContent.toLowerCase().includes(wanted);
	});
});
