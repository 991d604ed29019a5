//! Answers to questions that many outputs ask, each found once.

use super::questions::{Answer, Question};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The answers of one site.
#[derive(Default)]
pub(super) struct Answers {
    known: Mutex<HashMap<Question, Arc<OnceLock<Known>>>>,
}

type Known = Result<Arc<Answer>, String>;

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answers").finish_non_exhaustive()
    }
}

impl Answers {
    /// The answer to a question; whoever asks first finds it.
    pub(super) fn get(
        &self,
        question: &Question,
        find: impl FnOnce() -> Result<Answer, String>,
    ) -> Result<Arc<Answer>, String> {
        let cell = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            match known.get(question) {
                Some(cell) => cell.clone(),
                None => known.entry(question.clone()).or_default().clone(),
            }
        };
        cell.get_or_init(|| find().map(Arc::new)).clone()
    }
}
