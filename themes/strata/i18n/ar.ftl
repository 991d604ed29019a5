# كلمات السمة. يستطيع الموقع أن يستبدل أي رسالة منها في مجلد i18n/ الخاص به.

strata-skip = انتقل إلى المحتوى
strata-main = التنقل الرئيسي
strata-footer = تذييل الصفحة
strata-languages = اللغات
strata-breadcrumbs = مسار التنقل
strata-home = الرئيسية
strata-theme = المظهر
    .light = فاتح
    .system = حسب النظام
    .dark = داكن
strata-search = بحث
    .placeholder = ابحث في هذا الموقع
    .close = إغلاق
    .found = عدد الصفحات: #
    .nothing = لا توجد صفحة فيها هذه الكلمات.
    .failed = تعذّر تحميل البحث. حاول مرة أخرى.
strata-hero-drawing = طبقات بعضها فوق بعض

# المقالات
strata-toc = في هذه الصفحة
strata-updated = آخر تحديث: { $date }
strata-reading-time = { $minutes ->
    [zero] أقل من دقيقة قراءة
    [one] دقيقة قراءة واحدة
    [two] دقيقتا قراءة
    [few] { $minutes } دقائق قراءة
    [many] { $minutes } دقيقة قراءة
   *[other] { $minutes } دقيقة قراءة
}
strata-edit = عدّل هذه الصفحة
strata-related = مقالات ذات صلة
strata-siblings = ما قبل هذه الصفحة وما بعدها
strata-previous = السابق
strata-next = التالي
strata-newer = الأحدث
strata-older = الأقدم
strata-untranslated = لم تُترجم هذه الصفحة بعد. النص التالي بلغة:
strata-callout =
    .note = ملاحظة
    .tip = نصيحة
    .important = مهم
    .warning = تحذير
    .caution = تنبيه

# القوائم
strata-all-of = كل ما في { $title }
strata-all-pages = { $title }: كل الصفحات
strata-overview = نظرة عامة
strata-pages = { $count ->
    [zero] لا صفحات
    [one] صفحة واحدة
    [two] صفحتان
    [few] { $count } صفحات
    [many] { $count } صفحة
   *[other] { $count } صفحة
}
strata-pagination = صفحات هذه القائمة
strata-page-of = الصفحة { $page } من { $pages }
strata-archive-parts = أقسام هذا الأرشيف

strata-not-found = لا شيء في هذه الطبقة
    .title = الصفحة غير موجودة
    .lead = لا توجد صفحة بهذا العنوان. ربما نُقلت، أو في الرابط خطأ.
    .home = اذهب إلى الصفحة الرئيسية

# المكوّنات
strata-props = خصائص { $component }
    .prop = الخاصية
    .type = النوع
    .default = القيمة المبدئية
    .meaning = المعنى
    .required = إلزامية
    .none = لا شيء
    .empty = لا يأخذ أي خصائص.
    .slots = الفتحات:
    .size = الصفحة التي فيها هذه الجزيرة وحدها تحمّل { $bytes } بايت من السكربت وWebAssembly مع brotli ({ $raw } من غير ضغط).
    .quiet = لا يرسل أي سكربت.
