//! (render)

mod template_calls;

pub use template_calls::{TemplateCall, called_components, check_template, definitions, template_calls};
