in-the-guide = في الدليل:
source-of-page = مصدر هذه الصفحة:
